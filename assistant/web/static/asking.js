// Asking: what goes along with a question, a question asked by the script, and an earlier one taken up again.
(() => {
  "use strict";

  // Fields that Gradio sends with a question but nobody sees.
  const ASKING = "#asking textarea";
  const OPENING = "#opening textarea";
  const FIELD = "#question textarea";
  const asking = { where: {}, instead: "", after: "" };

  const note = document.createElement("div");
  note.id = "editing";
  note.hidden = true;
  note.innerHTML = '<span></span><button type="button"></button>';

  function put(selector, value) {
    const field = document.querySelector(selector);
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell() {
    put(ASKING, JSON.stringify(asking));
  }

  function filter(where) {
    asking.where = where;
    tell();
  }

  // The question goes through the field, so that the visitor sees what is asked.
  function ask(question) {
    put(FIELD, question);
    requestAnimationFrame(() => document.querySelector('[data-testid="submit-button"]')?.click());
  }

  function edit(button) {
    asking.instead = button.value;
    tell();
    const bubble = button.closest('[data-testid="user"]');
    const lines = [...bubble.querySelectorAll("p:not(:has(button))")].map((line) => line.innerText);
    put(FIELD, lines.join("\n\n"));
    note.hidden = false;
    write();
    const field = document.querySelector(FIELD);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  function leave() {
    if (note.hidden) return;
    asking.instead = "";
    note.hidden = true;
    tell();
  }

  function write() {
    note.querySelector("span").textContent = aideMemoire.say("editing");
    note.querySelector("button").textContent = aideMemoire.say("cancel");
  }

  // Returns the number of the last exchange that is shown, "" where there is none.
  function last() {
    return [...document.querySelectorAll("#chat button.edit")].at(-1)?.value || "";
  }

  // Goes on with what the server has, whatever is shown here.
  function trust() {
    asking.after = null;
    tell();
  }

  function look() {
    const form = document.querySelector(".form:has(> #question)");
    if (form && form.firstElementChild !== note) form.prepend(note);
    // What is shown is the conversation: a server that has another one is told by the last exchange.
    const after = last();
    if (asking.after !== null && after !== asking.after) {
      asking.after = after;
      tell();
    }
    // The question that is being edited goes from the page as soon as the new one is taken.
    if (asking.instead && !document.querySelector(`button.edit[value="${asking.instead}"]`)) leave();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button.edit") : null;
    if (button) edit(button);
  });
  note.querySelector("button").addEventListener("click", () => {
    leave();
    put(FIELD, "");
    document.querySelector(FIELD).focus();
  });
  document.addEventListener("language", write);
  aideMemoire.onChange(look);
  Object.assign(aideMemoire, {
    ask,
    filter,
    last,
    trust,
    open: (name) => put(OPENING, name),
    ready: () => Boolean(document.querySelector(FIELD) && document.querySelector(ASKING)),
    where: () => ({ ...asking.where }),
  });
})();
