// Questions to begin with, in the visitor's language: those that Gradio shows were drawn for English.
(() => {
  "use strict";

  const SHOWN = "#chat button.example";
  let questions = null;
  let wanted = "";

  async function load() {
    const { language } = aideMemoire.told();
    wanted = language;
    const found = await fetched().catch(() => null);
    if (wanted !== language) return; // another was chosen meanwhile
    questions = found;
    document.documentElement.dataset.starters = language; // from now on they are seen; see welcome.css
    look();
  }

  async function fetched() {
    const reply = await fetch(new URL("page/starters", document.baseURI));
    return reply.ok ? reply.json() : null;
  }

  function look() {
    if (!questions?.length) return;
    [...document.querySelectorAll(SHOWN)].forEach((button, place) => {
      const text = button.querySelector(".example-text") ?? button;
      const question = questions[place] ?? "";
      if (text.textContent.trim() !== question) text.textContent = question;
      button.hidden = !question;
    });
  }

  // Gradio would ask the question that it showed at first.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest(SHOWN) : null;
      const question = button && questions?.[[...document.querySelectorAll(SHOWN)].indexOf(button)];
      if (!question) return;
      event.stopPropagation();
      event.preventDefault();
      aideMemoire.ask(question);
    },
    true,
  );
  document.addEventListener("language", load);
  aideMemoire.onChange(look);
})();
