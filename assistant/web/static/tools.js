// What can be done with a whole conversation, at the corner of the chat: begin a new one, find an earlier one, take it away.
(() => {
  "use strict";

  const { make, say, icon } = aideMemoire;
  const FORMS = ["docx", "markdown", "json"];

  const begin = button("begin", "M10 4v12M4 10h12", () => {
    document.querySelector("#chat .icon-button-wrapper button")?.click();
    document.querySelector("#question textarea")?.focus();
  });
  const past = button("past", "M10 6v4l3 2M3.5 8A7 7 0 1 1 3 11M3 4v4h4", () => aideMemoire.history.show());
  const take = button("take", "M10 3v9M6 9l4 4 4-4M4 16h12", () => open(menu.hidden));
  const menu = make("ul", { id: "forms", hidden: true });
  const bar = make("div", { id: "tools", role: "toolbar" }, begin, past, take, menu);
  take.setAttribute("aria-controls", "forms");
  take.setAttribute("aria-expanded", "false");

  function button(name, path, act) {
    const made = make("button", { type: "button", className: name });
    made.innerHTML = icon(path);
    made.addEventListener("click", act);
    return made;
  }

  function form(name) {
    const words = { docx: say("export_docx"), markdown: say("export_markdown"), json: say("export_json") }[name];
    const made = make("button", { type: "button", className: name }, words);
    made.addEventListener("click", () => {
      open(false);
      save(name);
    });
    return make("li", {}, made);
  }

  function open(yes) {
    menu.hidden = !yes;
    take.setAttribute("aria-expanded", String(yes));
    if (yes) menu.querySelector("button").focus();
  }

  // The conversation goes to the server, which writes the file.
  async function save(name) {
    const records = await Promise.all(aideMemoire.answers.shown().map(aideMemoire.answers.answer));
    if (records.includes(null)) return aideMemoire.answers.told(say("answer_gone"));
    const sent = await send(records.map((record) => record.answer));
    if (!sent) return aideMemoire.answers.told(say("export_failed"));
    const address = new URL(`conversations/${sent}/export?form=${name}`, document.baseURI);
    make("a", { href: address.href, download: "" }).click();
  }

  // Returns the name under which the server has a conversation for the moment, null when it does not take it.
  async function send(answers) {
    const body = JSON.stringify({ conversation: answers });
    const reply = await fetch(new URL("conversations", document.baseURI), { method: "POST", body });
    return reply.ok ? (await reply.json()).name : null;
  }

  function write() {
    bar.setAttribute("aria-label", say("conversation"));
    begin.setAttribute("aria-label", say("new_conversation"));
    past.setAttribute("aria-label", say("history"));
    take.setAttribute("aria-label", say("export"));
    menu.replaceChildren(...FORMS.map(form));
  }

  function look() {
    const column = document.querySelector(".tabitem > .column:has(> #chat)");
    if (column && !column.contains(bar)) column.prepend(bar);
    begin.hidden = !document.querySelector('#chat [data-testid="user"]');
    take.hidden = !aideMemoire.answers.shown().length;
    if (take.hidden) menu.hidden = true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopPropagation();
    open(false);
    take.focus();
  }, true);
  document.addEventListener("click", (event) => {
    if (!menu.hidden && !event.composedPath().includes(bar)) open(false);
  });
  document.addEventListener("language", write);
  aideMemoire.onChange(look);
  aideMemoire.tools = { past, send };
})();
