// Puts the page's words where they stand, in the language of the visitor, and lets the visitor choose another.
// Other scripts ask for words with `aideMemoire.say("stop")`, and are told of a new language by the event "language".
const aideMemoire = {};
(() => {
  "use strict";

  let words = {};
  let told = null; // what the server said last: the language, those there are, and the words

  // Gradio's sanitiser drops aria-label from what it shows, and its own labels read source text or name no purpose.
  const LABELS = [
    ['#chat [role="log"]', "conversation"],
    ["#chat .examples", "to_begin_with"],
    ['[data-testid="user"]', "question"],
    ['[data-testid="bot"]', "answer"],
    ["ul.sources", "sources"],
    ["#question textarea", "your_question"],
    ['[data-testid="submit-button"]', "send"],
    [".stop-button", "stop"],
    ["#source", "source"],
    ["#source .close", "close_source"],
    ["#source .link", "copy_passage_link"],
    ["#materials .table", "documents_table"],
    ["select.language", "language"],
  ];
  const TEXTS = [
    ['#tabs [role="tab"][data-tab-id="ask"]', "ask"],
    ['#tabs [role="tab"][data-tab-id="documents"]', "documents"],
    ["#chat .welcome h2", "welcome"],
    ["#chat .welcome p:not(.counts)", "welcome_more"],
    ["#chat p.closest", "closest"],
  ];
  const HINTS = [["#question textarea", "question_hint"]];

  function say(name, values = {}) {
    return (words[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  function write() {
    if (!told) return;
    for (const [selector, name] of LABELS) each(selector, (element) => set(element, "aria-label", say(name)));
    for (const [selector, name] of HINTS) each(selector, (element) => set(element, "placeholder", say(name)));
    for (const [selector, name] of TEXTS) {
      each(selector, (element) => put(element, say(name)));
    }
    each("#chat .welcome .counts", (element) => put(element, told.counts));
    offer();
  }

  function each(selector, act) {
    for (const element of document.querySelectorAll(selector)) act(element);
  }

  function put(element, text) {
    if (text && element.textContent.trim() !== text) element.textContent = text;
  }

  function set(element, attribute, value) {
    if (value && element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }

  // The choice stands beside the tabs, in a row that Gradio draws.
  function offer() {
    const row = document.querySelector("#tabs > .tab-wrapper");
    if (!row || row.querySelector("select.language")) return;
    const choice = document.createElement("select");
    choice.className = "language";
    for (const [code, name] of Object.entries(told.languages)) {
      choice.add(new Option(name, code, false, code === told.language));
    }
    choice.addEventListener("change", () => choose(choice.value));
    row.append(choice);
    write();
  }

  function choose(code) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${told.cookie}=${code}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    load();
  }

  async function load() {
    const reply = await fetch(new URL("page/words", document.baseURI));
    if (!reply.ok) return;
    told = await reply.json();
    words = told.words;
    document.documentElement.lang = told.language;
    write();
    document.dispatchEvent(new CustomEvent("language"));
  }

  Object.assign(aideMemoire, { say, write, told: () => told });
  load();
})();
