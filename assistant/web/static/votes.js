// Whether an answer helped: a vote, a reason if the visitor likes, and in plain words what is kept of it.
(() => {
  "use strict";

  const { make, say } = aideMemoire;
  const VOTES = ".actions .votes button";
  const given = new Map(); // the vote on each answer, by its name

  function ask(button) {
    const name = button.value;
    const actions = button.closest(".actions");
    const open = actions.nextElementSibling;
    if (open?.matches(".opinion")) {
      open.remove();
      if (open.dataset.vote === button.className) return;
    }
    const reason = make("textarea", { rows: 2, maxLength: 1000, placeholder: say("vote_reason") });
    reason.setAttribute("aria-label", say("vote_reason"));
    const keeping = make("input", { type: "checkbox", checked: true });
    const send = make("button", { type: "button", className: "send" }, say("vote_send"));
    const cancel = make("button", { type: "button" }, say("cancel"));
    const agreed = make("label", {}, keeping, say("vote_question"));
    const row = make("div", { className: "row" }, agreed, cancel, send);
    const form = make("div", { className: "opinion", role: "group", "aria-label": button.title });
    form.append(reason, row, make("small", {}, say("vote_kept")));
    form.dataset.vote = button.className;
    const leave = () => {
      form.remove();
      button.focus();
    };
    cancel.addEventListener("click", leave);
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    });
    send.addEventListener("click", () => {
      leave();
      tell(name, button.className, reason.value, keeping.checked);
    });
    actions.after(form);
    form.scrollIntoView({ block: "nearest" });
    reason.focus({ preventScroll: true });
  }

  async function tell(name, vote, reason, keeping) {
    const body = JSON.stringify({ answer: name, helpful: vote === "helpful", reason, with_question: keeping });
    const sent = fetch(new URL("opinions", document.baseURI), { method: "POST", body });
    const kept = await sent.then((reply) => reply.ok, () => false);
    if (kept) given.set(name, vote);
    look();
    aideMemoire.answers.told(say(kept ? "vote_thanks" : "vote_failed"));
  }

  function look() {
    for (const button of document.querySelectorAll(VOTES)) {
      const pressed = String(given.get(button.value) === button.className);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(VOTES) : null;
    if (button) ask(button);
  });
  aideMemoire.onChange(look);
})();
