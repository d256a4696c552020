// Links that last: to a question with its filter ("#q=…&speaker=…", also "?q=…") and to a passage ("#cite-…").
(() => {
  "use strict";

  const FIELDS = ["document", "session", "speaker", "language", "date", "kind"];

  function toQuestion(question, where) {
    const asked = new URLSearchParams({ q: question, ...where });
    return new URL(`#${asked}`, document.baseURI).href;
  }

  function toPassage(address) {
    return new URL(address, document.baseURI).href;
  }

  // Returns what the page's own address asks, null when it asks nothing.
  function asked() {
    for (const part of [location.hash, location.search]) {
      const given = new URLSearchParams(part.slice(1));
      if (!given.get("q")?.trim()) continue;
      const where = FIELDS.filter((name) => given.get(name)).map((name) => [name, given.get(name)]);
      return { question: given.get("q").trim(), where: Object.fromEntries(where) };
    }
    return null;
  }

  function follow() {
    const { hash } = location;
    const link = asked();
    if (!link && !aideMemoire.source.cited(hash)) return;
    // A reload is to show what stands on the page, not to ask once more.
    history.replaceState(null, "", location.pathname);
    if (!link) return void aideMemoire.source.open(hash);
    aideMemoire.filters.take(link.where);
    requestAnimationFrame(() => aideMemoire.ask(link.question));
  }

  let followed = false;
  aideMemoire.onChange(() => {
    if (followed || !aideMemoire.ready()) return;
    followed = true;
    follow();
  });
  window.addEventListener("hashchange", follow);
  aideMemoire.links = { asked, toPassage, toQuestion };
})();
