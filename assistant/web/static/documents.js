// Fills the documents tab: the table comes from this server as HTML whose every word was escaped there.
(() => {
  "use strict";

  const list = document.createElement("div");

  async function load() {
    const reply = await fetch(new URL("documents", document.baseURI));
    if (!reply.ok) return;
    list.innerHTML = await reply.text();
    aideMemoire.write();
  }

  // Gradio makes the tab, and may make it anew.
  aideMemoire.onChange(() => {
    const place = document.querySelector("#materials");
    if (place && list.parentNode !== place) place.append(list);
  });
  document.addEventListener("language", load);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('[role="tab"][data-tab-id="documents"]')) load();
  });
})();
