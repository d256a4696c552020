// A server that does not know the conversation shown here, since another has taken over or it was long ago, is given it again;
// then the question that is still in the field is asked once more.
(() => {
  "use strict";

  const TOAST = ".toast-body";
  let seen = null; // the message that said so
  let before = null; // the last exchange that was shown then, while the conversation is on its way

  async function bring() {
    const records = await Promise.all(aideMemoire.answers.shown().map(aideMemoire.answers.answer));
    const answers = records.filter((record) => record !== null).map((record) => record.answer);
    const name = answers.length ? await aideMemoire.tools.send(answers) : null;
    if (!name) throw new Error("nothing to bring back");
    before = aideMemoire.last();
    aideMemoire.history.goesOn();
    aideMemoire.open(name);
  }

  // The message goes when it has done its work: one that stood there still would hide the next.
  function again() {
    seen?.querySelector(".toast-close")?.click();
    requestAnimationFrame(() => document.querySelector('[data-testid="submit-button"]')?.click());
  }

  aideMemoire.onChange(() => {
    if (before !== null && aideMemoire.last() !== before) {
      before = null;
      again();
    }
    const told = aideMemoire.say("brought_back");
    const toast = [...document.querySelectorAll(TOAST)].find((one) => one.textContent.includes(told));
    if (!toast || toast === seen) return;
    seen = toast;
    bring().catch(() => {
      aideMemoire.trust();
      again();
    });
  });
})();
