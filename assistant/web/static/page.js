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
      if (ticket === asked) show(words);
    } catch {
      if (ticket === asked) show('<header><h2 tabindex="-1">The source could not be loaded</h2></header>');
    }
  }

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
    if (!quote) return void (scroll.scrollTop = 0);
    const offset = quote.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += offset - scroll.clientHeight / 3;
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
  });
  panel.querySelector(".close").addEventListener("click", close);
  document.body.append(panel);
})();
