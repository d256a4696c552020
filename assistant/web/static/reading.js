// Where the conversation stands: a new question moves to the top as its answer grows, so that the answer is read from its
// beginning. Who scrolls meanwhile is left alone.
(() => {
  "use strict";

  const ABOVE = 16; // pixels between the question and the top
  let shown = 0;
  let following = false;

  function follow() {
    const view = document.querySelector("#chat .bubble-wrap");
    const questions = [...document.querySelectorAll("#chat .user-row")];
    if (questions.length > shown) following = true;
    shown = questions.length;
    if (!view || !following || !shown) return;
    const top = questions.at(-1).getBoundingClientRect().top - view.getBoundingClientRect().top;
    view.scrollTop += top - ABOVE;
  }

  for (const moving of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(moving, (event) => {
      if (event.target instanceof Element && event.target.closest("#chat")) following = false;
    }, { passive: true });
  }
  aideMemoire.onChange(follow);
})();
