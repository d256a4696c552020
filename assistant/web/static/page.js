// Opens the source panel: a chip or a source in the list leads to "#cite-<passage>-<start>-<end>"; the panel's content
// comes from this server as HTML whose every word was escaped there.
(() => {
  "use strict";

  const ADDRESS = /^#cite-(.+)-(\d+)-(\d+)$/;
  let opener = null;
  let asked = 0;

  const panel = document.createElement("aside");
  panel.id = "source";
  panel.hidden = true;
  panel.setAttribute("aria-label", "Source");
  panel.innerHTML =
    '<button type="button" class="close" aria-label="Close the source">' +
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5 5l10 10M15 5L5 15"/></svg></button>' +
    '<div class="scroll"></div>';
  const scroll = panel.querySelector(".scroll");

  function address(link) {
    return ADDRESS.exec(link.getAttribute("href") || "");
  }

  async function open(link) {
    const [, passage, start, end] = address(link);
    const ticket = ++asked;
    mark(link);
    try {
      const url = new URL(`passages/${passage}?start=${start}&end=${end}`, document.baseURI);
      const reply = await fetch(url, { headers: { Accept: "text/html" } });
      if (!reply.ok && reply.status !== 404) throw new Error(String(reply.status));
      const words = await reply.text();
      if (ticket !== asked) return;
      show(words);
      draw(link);
    } catch {
      if (ticket === asked) show('<header><h2 tabindex="-1">The source could not be loaded</h2></header>');
    }
  }

  // The page that the passage stands on: drawn by the server while the text is read already.
  async function draw(link, number) {
    const desk = scroll.querySelector(".desk");
    const [, passage, start, end] = address(link);
    if (!desk) return;
    const ticket = ++asked;
    desk.setAttribute("aria-busy", "true");
    const url = new URL(`passages/${passage}/sheet?start=${start}&end=${end}`, document.baseURI);
    if (number) url.searchParams.set("number", number);
    try {
      let reply = await fetch(url);
      if (reply.status === 503) {
        await new Promise((done) => setTimeout(done, 1000 * (Number(reply.headers.get("Retry-After")) || 2)));
        if (ticket === asked) reply = await fetch(url);
      }
      const words = await reply.text();
      if (ticket !== asked) return;
      if (reply.ok) lay(desk, words);
      else if (desk.matches(".laid")) desk.querySelector(".bar span").textContent = words;
      else clear(desk, reply.status === 404 || reply.status === 500 ? "" : words);
    } catch {
      if (ticket === asked) clear(desk, "");
    } finally {
      desk.removeAttribute("aria-busy");
    }
  }

  // Without a picture the text has the panel to itself, below one sentence on why.
  function clear(desk, why) {
    desk.classList.remove("laid");
    desk.textContent = why;
    if (!why) desk.remove();
    toQuote();
  }

  function lay(desk, words) {
    const held = desk.contains(document.activeElement) ? document.activeElement.className : null;
    desk.innerHTML = words;
    desk.classList.add("laid");
    const image = desk.querySelector("img");
    image.addEventListener("load", () => image.classList.add("loaded"));
    enlarge(0);
    toQuote();
    const again = held && desk.querySelector(`.${held}:not([disabled])`);
    (again || (held && desk.querySelector(".view")))?.focus({ preventScroll: true });
  }

  const SIZES = [100, 140, 200, 280]; // per cent of the panel's width
  let size = 0;

  function enlarge(step) {
    const view = scroll.querySelector(".view");
    if (!view) return;
    size = Math.min(Math.max(size + step, 0), SIZES.length - 1);
    view.firstElementChild.style.width = `${SIZES[size]}%`;
    scroll.querySelector(".less").disabled = size === 0;
    scroll.querySelector(".more").disabled = size === SIZES.length - 1;
    inView(view);
  }

  // The first marked line stands a third of the way down the view; of an enlarged page its beginning is in sight.
  function inView(view) {
    const line = view.querySelector(".line");
    const paper = view.firstElementChild;
    view.scrollTop = line ? paper.offsetTop + line.offsetTop - view.clientHeight / 3 : 0;
    view.scrollLeft = line ? paper.offsetLeft + line.offsetLeft - view.clientWidth / 8 : 0;
  }

  function turn(button) {
    if (button && !button.disabled && opener) draw(opener, button.dataset.number);
  }

  const KEYS = {
    ArrowLeft: () => turn(scroll.querySelector(".bar .back")),
    ArrowRight: () => turn(scroll.querySelector(".bar .on")),
    "+": () => enlarge(1),
    "-": () => enlarge(-1),
  };

  function mark(link) {
    opener?.removeAttribute("aria-current");
    opener = link;
    opener?.setAttribute("aria-current", "true");
  }

  function show(words) {
    scroll.innerHTML = words;
    panel.hidden = false;
    document.body.classList.add("source-open");
    toQuote();
    scroll.querySelector("h2")?.focus({ preventScroll: true });
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
    panel.hidden = true;
    document.body.classList.remove("source-open");
    const back = opener;
    mark(null);
    back?.focus();
  }

  function follow(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a[href^="#cite-"]');
    if (link && address(link)) {
      event.preventDefault();
      event.stopPropagation();
      open(link);
    } else if (target?.closest('[role="tab"]')) {
      close();
    } else if (target?.closest(".example")) {
      document.querySelector("#question textarea")?.focus();
    }
  }

  // Gradio's sanitiser drops aria-label from what it shows, and its own labels read source text or name no purpose.
  const LABELS = [
    ['#chat [role="log"]', "Conversation"],
    ['[data-testid="user"]', "Question"],
    ['[data-testid="bot"]', "Answer"],
    ["ul.sources", "Sources"],
    ["#chat .icon-button-wrapper button", "New conversation"],
    ["#question textarea", "Your question"],
    ['[data-testid="submit-button"]', "Send"],
    [".stop-button", "Stop"],
    ["#materials .table", "Table of documents"],
  ];

  function label() {
    for (const [selector, words] of LABELS) {
      for (const element of document.querySelectorAll(selector)) set(element, "aria-label", words);
    }
    for (const link of document.querySelectorAll("a.cite[title]")) set(link, "aria-label", link.title);
    for (const button of document.querySelectorAll("button[aria-label]:not(.example)")) {
      set(button, "title", button.getAttribute("aria-label"));
    }
    for (const example of document.querySelectorAll(".example[aria-label]")) example.removeAttribute("aria-label");
    for (const message of document.querySelectorAll('[data-testid="user"], [data-testid="bot"]')) {
      set(message, "role", "group");
    }
    // An answer is read out once it is whole, and without Gradio's own "complete".
    const writing = document.querySelector(".stop-button") !== null;
    document.querySelector('#chat [role="log"]')?.setAttribute("aria-busy", String(writing));
    document.querySelector('main + [role="status"]')?.setAttribute("aria-hidden", "true");
  }

  function set(element, attribute, value) {
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      label();
    });
  }).observe(document.body, { subtree: true, childList: true });

  document.addEventListener("click", follow, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const inside = panel.contains(document.activeElement) && !event.altKey && !event.ctrlKey && !event.metaKey;
    // The arrows move an enlarged page that has the focus; elsewhere they turn the pages.
    const moving = size > 0 && document.activeElement.matches(".view") && event.key.startsWith("Arrow");
    const key = inside && !panel.hidden && !moving ? KEYS[event.key] : null;
    if (!key || !scroll.querySelector(".bar")) return;
    event.preventDefault();
    key();
  });
  panel.querySelector(".close").addEventListener("click", close);
  scroll.addEventListener("click", (event) => {
    const button = event.target.closest(".bar button");
    if (button?.matches(".less, .more")) enlarge(button.matches(".more") ? 1 : -1);
    else turn(button);
  });
  document.body.append(panel);
})();
