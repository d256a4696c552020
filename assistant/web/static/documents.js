// The documents tab: the table, searched and sorted here, and a document's own page. Both come from this server as HTML
// whose every word was escaped there. "#document-<name>" in the address opens a document.
(() => {
  "use strict";

  const ADDRESS = /^#document-(.+)$/;
  const tab = () => document.querySelector('[role="tab"][data-tab-id="documents"]');
  const place = document.createElement("div");
  let shown = ""; // the document whose page is shown, none for the table
  let asked = 0;
  const order = { column: -1, descending: false };

  async function load() {
    const ticket = ++asked;
    const address = new URL(shown ? "document" : "documents", document.baseURI);
    if (shown) address.searchParams.set("source", shown);
    try {
      const reply = await fetch(address);
      if (!reply.ok && reply.status !== 404) throw new Error(String(reply.status));
      const content = await reply.text();
      if (ticket === asked) show(content);
    } catch {
      if (ticket === asked) show('<p class="notice" role="status"></p>');
      place.querySelector(".notice").textContent = aideMemoire.say("documents_failed");
    }
  }

  function show(content) {
    const wanted = place.querySelector('input[type="search"]')?.value ?? "";
    place.innerHTML = content;
    aideMemoire.write();
    const field = place.querySelector('input[type="search"]');
    if (!field) return;
    field.value = wanted;
    if (wanted) find();
    if (order.column >= 0) sort();
  }

  // Shows the rows that hold every word that was typed.
  function find() {
    const field = place.querySelector('input[type="search"]');
    const wanted = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...place.querySelectorAll("tbody tr")];
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    const number = rows.filter((row) => !row.hidden).length;
    const name = number ? "documents_shown" : "documents_none";
    place.querySelector(".found").textContent = wanted.length ? aideMemoire.say(name, { number, total: rows.length }) : "";
  }

  function sort() {
    const heads = [...place.querySelectorAll("th")];
    heads.forEach((head, column) => {
      const direction = order.descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", column === order.column ? direction : "none");
    });
    const value = (row) => row.cells[order.column].dataset.value ?? row.cells[order.column].textContent;
    const comparing = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
    const rows = [...place.querySelectorAll("tbody tr")];
    rows.sort((one, other) => comparing.compare(value(one), value(other)) * (order.descending ? -1 : 1));
    place.querySelector("tbody").append(...rows);
  }

  function sortBy(button) {
    const column = button.closest("th").cellIndex;
    order.descending = column === order.column && !order.descending;
    order.column = column;
    sort();
  }

  async function open(name) {
    shown = name;
    tab()?.click();
    await load();
    place.querySelector("h2, input")?.focus();
  }

  async function more(button) {
    const row = button.closest("li");
    const address = new URL("document", document.baseURI);
    address.searchParams.set("source", shown);
    address.searchParams.set("start", button.dataset.start);
    const reply = await fetch(address);
    if (!reply.ok) return;
    row.insertAdjacentHTML("afterend", await reply.text());
    const next = row.nextElementSibling?.querySelector("a, button");
    row.remove();
    next?.focus();
  }

  // The next questions are kept to the document.
  function ask(name) {
    aideMemoire.filters.take({ document: name });
    document.querySelector('[role="tab"][data-tab-id="ask"]').click();
    // The field can take the focus once its tab is shown.
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector("#question textarea").focus()));
  }

  function follow(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a[href^="#document-"]');
    if (link) {
      event.preventDefault();
      open(decodeURIComponent(ADDRESS.exec(link.getAttribute("href"))[1]));
    } else if (target?.closest("th button")) sortBy(target.closest("button"));
    else if (target?.closest(".back")) open("");
    else if (target?.closest(".more button")) more(target.closest("button"));
    else if (target?.closest(".about")) ask(target.closest("button").dataset.source);
  }

  // Gradio makes the tab, and may make it anew.
  aideMemoire.onChange(() => {
    const around = document.querySelector("#materials");
    if (around && place.parentNode !== around) around.append(place);
  });
  place.addEventListener("click", follow);
  place.addEventListener("input", (event) => event.target.matches('[type="search"]') && find());
  document.addEventListener("language", load);
  document.addEventListener("click", (event) => {
    const clicked = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
    if (clicked && clicked === tab() && event.isTrusted) load();
  });
  aideMemoire.documents = { open, load };
})();
