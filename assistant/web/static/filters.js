// The filter: what a question is kept to, as chips above it, and the values to choose from, each with its passages.
(() => {
  "use strict";

  const { icon, make, say } = aideMemoire;
  const FIELDS = ["document", "session", "speaker", "language", "date", "kind"];
  const MANY = 8; // values of a field from which on they can be searched
  let chosen = {}; // field: { value, label }
  let values = [];
  let field = "";
  let asked = 0;

  const opener = make("button", { type: "button", className: "opener", "aria-expanded": "false", "aria-controls": "choices" });
  const chips = make("ul", { className: "chips" });
  const panel = make("div", { id: "choices", hidden: true, role: "dialog" });
  const bar = make("div", { id: "filters" }, panel, opener, chips);

  // The words of a field; each name stands here in full.
  const named = (name) =>
    ({
      document: say("filter_document"),
      session: say("filter_session"),
      speaker: say("filter_speaker"),
      language: say("filter_language"),
      date: say("filter_date"),
      kind: say("filter_kind"),
    })[name];

  function where() {
    return Object.fromEntries(FIELDS.filter((name) => chosen[name]).map((name) => [name, chosen[name].value]));
  }

  async function load() {
    const ticket = ++asked;
    const reply = await fetch(new URL(`facets?${new URLSearchParams(where())}`, document.baseURI));
    if (ticket !== asked || !reply.ok) return;
    values = await reply.json();
    for (const name of FIELDS.filter((one) => chosen[one])) {
      const known = values.find((one) => one.field === name && one.value === chosen[name].value);
      if (known) chosen[name].label = known.label;
    }
    if (!of(field).length) field = FIELDS.find((name) => of(name).length) || "";
    write();
  }

  function of(name) {
    return values.filter((one) => one.field === name);
  }

  function choose(name, value) {
    if (value && chosen[name]?.value !== value.value) chosen[name] = { value: value.value, label: value.label };
    else delete chosen[name];
    aideMemoire.filter(where());
    write();
    return load();
  }

  // Puts a filter in place, as a link brings it.
  function take(given) {
    chosen = {};
    for (const name of FIELDS) if (given[name]) chosen[name] = { value: given[name], label: given[name] };
    aideMemoire.filter(where());
    write();
    load();
  }

  function write() {
    opener.innerHTML = icon("M3 6h14M6 10h8M9 14h2");
    opener.append(say("filter"));
    // Chips are made anew; the focus stays at its place among them.
    const held = [...chips.children].findIndex((item) => item.contains(document.activeElement));
    chips.replaceChildren(...FIELDS.filter((name) => chosen[name]).map(chip));
    if (held >= 0) (chips.children[Math.min(held, chips.children.length - 1)]?.firstElementChild || opener).focus();
    if (!panel.hidden) writePanel();
  }

  function chip(name) {
    const words = `${named(name)}: ${chosen[name].label}`;
    const button = make("button", { type: "button", "aria-label": say("filter_remove", { filter: words }) });
    button.append(make("span", {}, words), make("span", { className: "cross", "aria-hidden": "true" }, "×"));
    button.addEventListener("click", () => choose(name, null));
    return make("li", {}, button);
  }

  function writePanel() {
    const held = panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const query = panel.querySelector("input")?.value || "";
    panel.setAttribute("aria-label", say("filter"));
    const tabs = FIELDS.filter((name) => of(name).length || chosen[name]).map(tab);
    const search = of(field).length > MANY ? make("input", { type: "search", value: query }) : null;
    search?.setAttribute("aria-label", say("filter_search"));
    search?.setAttribute("placeholder", say("filter_search"));
    search?.addEventListener("input", () => list(search.value));
    if (search) search.dataset.key = "search";
    const options = make("ul", { className: "values" });
    panel.replaceChildren(make("div", { className: "fields" }, ...tabs), ...(search ? [search] : []), options);
    list(search ? query : "");
    if (held) (panel.querySelector(`[data-key="${CSS.escape(held)}"]`) || panel.querySelector("button"))?.focus();
  }

  function tab(name) {
    const button = make("button", { type: "button", "aria-pressed": String(name === field) }, named(name));
    button.dataset.key = `field ${name}`;
    button.addEventListener("click", () => {
      field = name;
      const search = panel.querySelector("input");
      if (search) search.value = "";
      writePanel();
    });
    return button;
  }

  function list(query) {
    const wanted = query.trim().toLowerCase();
    const found = of(field).filter((one) => one.label.toLowerCase().includes(wanted));
    const options = panel.querySelector(".values");
    options.replaceChildren(...found.map(option));
    if (!found.length) options.append(make("li", { className: "none" }, say("filter_none")));
  }

  function option(one) {
    const pressed = chosen[one.field]?.value === one.value;
    const button = make("button", { type: "button", "aria-pressed": String(pressed) }, make("span", {}, one.label));
    button.append(make("small", {}, String(one.passages)));
    button.dataset.key = `${one.field} ${one.value}`;
    button.addEventListener("click", () => choose(one.field, one));
    return make("li", {}, button);
  }

  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    writePanel();
    load();
    panel.querySelector("button, input")?.focus();
  }

  // Up and down go through the values, from the search too.
  function step(event) {
    const places = [...panel.querySelectorAll("input, .values button")];
    const next = places[places.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    next.focus();
  }

  opener.addEventListener("click", () => show(panel.hidden));
  panel.addEventListener("keydown", step);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    show(false);
    opener.focus();
  }, true);
  document.addEventListener("click", (event) => {
    if (!panel.hidden && event.isTrusted && !event.composedPath().includes(bar)) show(false);
  });
  document.addEventListener("language", load);
  aideMemoire.onChange(() => {
    const form = document.querySelector(".form:has(> #question)");
    if (!form || form.contains(bar)) return;
    form.prepend(bar);
    write();
    load();
  });
  aideMemoire.filters = { take };
})();
