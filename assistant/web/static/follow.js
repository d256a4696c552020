// Questions to go on with, below the last answer: fetched when it is whole, gone when the next question is asked.
(() => {
  "use strict";

  const { make, say } = aideMemoire;
  const group = make("div", { id: "follow", role: "group", "aria-live": "off" });
  let after = ""; // the answer that they belong to

  async function offer(name) {
    after = name;
    group.replaceChildren();
    const reply = await fetch(new URL(`answers/${name}/follow-ups`, document.baseURI));
    const questions = reply.ok ? await reply.json() : [];
    if (after !== name || !questions.length) return;
    group.setAttribute("aria-label", say("ask_next"));
    group.replaceChildren(...questions.map(button));
  }

  function button(question) {
    const made = make("button", { type: "button" }, question);
    made.addEventListener("click", () => aideMemoire.ask(question));
    return made;
  }

  aideMemoire.onChange(() => {
    const last = [...document.querySelectorAll("#chat .message-row")].at(-1);
    const name = last?.querySelector('[id^="answer-"]')?.id.slice("answer-".length) || "";
    const place = document.querySelector("#chat .message-wrap");
    if (name && place && place.lastElementChild !== group) place.append(group);
    if (!name) {
      group.remove();
      after = "";
    } else if (name !== after) {
      offer(name).catch(() => {});
    }
  });
})();
