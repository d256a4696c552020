// The source panel: a chip or a source in the list leads to "#cite-<passage>-<start>-<end>"; the panel's content comes
// from this server as HTML whose every word was escaped there.
(() => {
  "use strict";

  const ADDRESS = /^#cite-(.+)-(\d+)-(\d+)$/;
  let opener = null;
  let opened = "";
  let asked = 0;

  const panel = document.createElement("aside");
  panel.id = "source";
  panel.hidden = true;
  panel.innerHTML =
    '<button type="button" class="link"><svg viewBox="0 0 20 20" aria-hidden="true">' +
    '<path d="M8 12l4-4M9 6l2-2a3.5 3.5 0 0 1 5 5l-2 2M11 14l-2 2a3.5 3.5 0 0 1-5-5l2-2"/></svg></button>' +
    '<button type="button" class="close">' +
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5 5l10 10M15 5L5 15"/></svg></button>' +
    '<div class="scroll"></div>';
  const scroll = panel.querySelector(".scroll");
  const closing = panel.querySelector(".close");

  // Returns what an address asks for, null for one that leads to no passage.
  function cited(address) {
    const [, passage, start, end] = ADDRESS.exec(address || "") || [];
    return passage ? { passage, start, end } : null;
  }

  async function open(address, link = null) {
    const place = cited(address);
    const ticket = ++asked;
    opened = address;
    mark(link);
    aideMemoire.sheet.leave();
    try {
      const url = new URL(`passages/${place.passage}?start=${place.start}&end=${place.end}`, document.baseURI);
      const reply = await fetch(url, { headers: { Accept: "text/html" } });
      if (!reply.ok && reply.status !== 404) throw new Error(String(reply.status));
      const content = await reply.text();
      if (ticket !== asked) return;
      show(content);
      aideMemoire.sheet.draw(place);
    } catch {
      if (ticket === asked) show(`<header><h2 tabindex="-1">${aideMemoire.say("source_failed")}</h2></header>`);
    }
  }

  function mark(link) {
    opener?.removeAttribute("aria-current");
    opener = link;
    opener?.setAttribute("aria-current", "true");
  }

  function show(content) {
    scroll.innerHTML = content;
    panel.hidden = false;
    document.body.classList.add("source-open");
    offer(scroll.querySelector(".file.offered"));
    toQuote();
    scroll.querySelector("h2")?.focus({ preventScroll: true });
  }

  function offer(file) {
    if (!file) return;
    const link = document.createElement("a");
    link.href = new URL(`passages/${cited(opened).passage}/original`, document.baseURI);
    link.download = "";
    link.textContent = aideMemoire.say("download");
    file.append(" ", link);
  }

  // The quote stands a third of the way down, with what came before it in sight.
  function toQuote() {
    const quote = scroll.querySelector("mark");
    const text = scroll.querySelector(".desk") ? scroll.querySelector(".context") : scroll;
    if (!quote) return void (text.scrollTop = 0);
    const offset = quote.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += offset - text.clientHeight / 3;
  }

  function close() {
    if (panel.hidden) return;
    asked++;
    aideMemoire.sheet.leave();
    panel.hidden = true;
    document.body.classList.remove("source-open");
    const back = opener;
    mark(null);
    back?.focus();
  }

  function follow(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a[href^="#cite-"]');
    if (link && cited(link.getAttribute("href"))) {
      event.preventDefault();
      event.stopPropagation();
      open(link.getAttribute("href"), link);
    } else if (target?.closest('[role="tab"]')) {
      close();
    } else if (target?.closest(".example")) {
      document.querySelector("#question textarea")?.focus();
    }
  }

  document.addEventListener("click", follow, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const inside = panel.contains(document.activeElement) && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (inside && !panel.hidden && aideMemoire.sheet.press(event.key)) event.preventDefault();
  });
  closing.addEventListener("click", close);
  panel.querySelector(".link").addEventListener("click", () => {
    aideMemoire.answers.copy(aideMemoire.links.toPassage(opened));
  });
  document.body.append(panel);
  aideMemoire.source = { cited, close, open, panel, scroll, toQuote };
})();
