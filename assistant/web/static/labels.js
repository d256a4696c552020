// Names for what Gradio shows: its sanitiser drops aria-label, and its own labels read source text or name no purpose.
(() => {
  "use strict";

  function label() {
    aideMemoire.write();
    // The card says what a title would, and more.
    for (const link of document.querySelectorAll("a.cite[title]")) {
      set(link, "aria-label", link.title);
      link.removeAttribute("title");
    }
    for (const button of document.querySelectorAll("button[aria-label]:not(.example)")) {
      set(button, "title", button.getAttribute("aria-label"));
    }
    for (const example of document.querySelectorAll(".example[aria-label]")) example.removeAttribute("aria-label");
    for (const message of document.querySelectorAll('[data-testid="user"], [data-testid="bot"]')) {
      set(message, "role", "group");
    }
    for (const examples of document.querySelectorAll("#chat .examples")) set(examples, "role", "group");
    // An answer is read out once it is whole, and without Gradio's own "complete".
    const writing = document.querySelector(".stop-button") !== null;
    document.querySelector('#chat [role="log"]')?.setAttribute("aria-busy", String(writing));
    document.querySelector('main + [role="status"]')?.setAttribute("aria-hidden", "true");
  }

  function set(element, attribute, value) {
    if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }

  const seeing = [label];
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const look of seeing) look();
    });
  }).observe(document.body, { subtree: true, childList: true });

  // What is given here runs after each change of the page.
  aideMemoire.onChange = (look) => seeing.push(look);
})();
