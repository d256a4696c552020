// What can be done with an answer: copy it with its sources, copy a link to its question; and a word on what was done.
(() => {
  "use strict";

  const AGAIN = 1000; // milliseconds until an answer that could not be had is asked for again
  const kept = new Map();

  // Returns what the server knows of an answer: its data, and its text to copy; null where it or the network is gone.
  function answer(name) {
    if (!kept.has(name)) kept.set(name, asked(name));
    return kept.get(name);
  }

  async function asked(name) {
    const reply = await fetch(new URL(`answers/${name}`, document.baseURI)).catch(() => null);
    const record = reply?.ok ? await reply.json().catch(() => null) : null;
    if (record === null) setTimeout(() => kept.delete(name), AGAIN);
    return record;
  }

  // Returns the names of the answers on the page, oldest first.
  function shown() {
    return [...document.querySelectorAll('#chat [id^="answer-"]')].map((row) => row.id.slice("answer-".length));
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      byHand(text); // only pages from this machine or over HTTPS may use the clipboard directly
    }
    told(aideMemoire.say("copied"));
  }

  function byHand(text) {
    const back = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    back?.focus();
  }

  const bar = document.createElement("div");
  bar.id = "told";
  bar.setAttribute("role", "status");
  document.body.append(bar);
  let fading = 0;

  function told(words) {
    clearTimeout(fading);
    bar.textContent = words;
    bar.classList.add("shown");
    fading = setTimeout(() => {
      bar.classList.remove("shown");
      bar.textContent = "";
    }, 2500);
  }

  const ACTIONS = {
    copy: (record) => copy(record.copy),
    copy_markdown: (record) => copy(record.copy_markdown),
    // A follow-up question goes into the link as it was understood, since it is to stand for itself.
    copy_link: ({ answer: { question, searched } }) =>
      copy(aideMemoire.links.toQuestion(searched.question || question, searched.where)),
  };

  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest(".actions button") : null;
    const act = button && ACTIONS[button.className];
    if (!act) return;
    const record = await answer(button.closest(".actions").id.slice("answer-".length));
    if (record) act(record);
    else told(aideMemoire.say("answer_gone"));
  });
  // What an answer offers is fetched when it appears, so that it is at hand when it is asked for.
  aideMemoire.onChange(() => shown().forEach(answer));
  aideMemoire.answers = { answer, copy, shown, told };
})();
