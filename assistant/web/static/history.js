// The visitor's earlier conversations, in a drawer: found, opened, renamed, deleted. They never leave this browser unasked.
(() => {
  "use strict";

  const { make, say, icon, keeping } = aideMemoire;
  const OPEN = "aide-memoire.open"; // the conversation that a reload of this tab brings back
  const AGAIN = 2000; // milliseconds until a conversation is tried again, of which an answer could not be had; then twice that
  const LAST = 120_000;
  let current = null;
  let known = ""; // the names of the answers on the page as they were looked at last
  let first = ""; // the name of the first answer of the current conversation
  let restoring = false;
  let working = Promise.resolve();
  const removed = new Set(); // the conversations that the visitor has deleted
  let emptied = 0; // when all of them were

  const search = make("input", { type: "search" });
  const list = make("ul");
  const note = make("p");
  const empty = make("button", { type: "button", className: "empty" });
  const closing = make("button", { type: "button", className: "close" });
  closing.innerHTML = icon("M5 5l10 10M15 5L5 15");
  const heading = make("h2", { tabIndex: -1 });
  const drawer = make("aside", { id: "history", hidden: true }, heading, closing, search, list, make("footer", {}, note, empty));

  // ── keeping ──

  function keep() {
    const names = aideMemoire.answers.shown();
    const now = names.join();
    if (now === known) return;
    known = now;
    if (!names.length) return leave();
    if (!restoring && names[0] !== first) current = null; // the empty page before this conversation may have gone unseen
    first = names[0];
    if (restoring) return void (restoring = false);
    const id = (current ??= crypto.getRandomValues(new Uint32Array(4)).join("-"));
    later(id, names, Date.now(), AGAIN);
  }

  function later(id, names, seen, wait) {
    working = working
      .then(() => save(id, names, seen, wait))
      .catch(() => aideMemoire.answers.told(say("history_full")));
  }

  function leave() {
    if (restoring) return;
    current = null;
    sessionStorage.removeItem(OPEN);
  }

  // Which conversation it is was said when the answers were seen: by now the visitor may have begun another one.
  async function save(id, names, seen, wait) {
    const records = await Promise.all(names.map(aideMemoire.answers.answer));
    const before = await keeping.get(id);
    if (before?.changed > seen || removed.has(id) || seen < emptied) return; // it has gone on since, or is not to be kept
    if (records.includes(null)) {
      if (wait <= LAST) setTimeout(later, wait, id, names, seen, 2 * wait);
      return;
    }
    const answers = records.map((record) => record.answer);
    const title = before?.named ? before.title : answers[0].question;
    await keeping.put({ ...before, id, title, changed: seen, answers });
    if (id === current) sessionStorage.setItem(OPEN, id);
    if (!drawer.hidden) fill();
  }

  async function bring(id) {
    const kept = await keeping.get(id);
    const name = kept && (await aideMemoire.tools.send(kept.answers));
    if (!name) return void (kept && aideMemoire.answers.told(say("history_unread")));
    restoring = true;
    current = id;
    sessionStorage.setItem(OPEN, id);
    aideMemoire.open(name);
  }

  // ── the drawer ──

  async function show() {
    drawer.hidden = false;
    search.value = "";
    search.focus();
    await fill();
  }

  function hide() {
    if (drawer.hidden) return;
    drawer.hidden = true;
    aideMemoire.tools.past.focus();
  }

  async function fill() {
    const wanted = search.value.trim().toLocaleLowerCase();
    const every = await keeping.all().catch(() => []);
    const found = every.filter((one) => holds(one, wanted));
    list.replaceChildren(...found.map(row));
    if (!found.length) list.append(make("li", { className: "none" }, say(wanted ? "filter_none" : "history_none")));
    empty.hidden = !every.length;
  }

  function holds(one, wanted) {
    const text = [one.title, ...one.answers.flatMap((answer) => [answer.question, answer.text])].join("\n");
    return !wanted || text.toLocaleLowerCase().includes(wanted);
  }

  function row(one) {
    const changed = new Date(one.changed);
    const day = `${changed.getDate()} ${say("months_of").split(" ")[changed.getMonth()]}`;
    const open = make("button", { type: "button", className: "title" }, make("span", {}, one.title), make("small", {}, day));
    if (one.id === current) open.setAttribute("aria-current", "true");
    open.addEventListener("click", () => {
      hide();
      bring(one.id);
    });
    const place = make("li", {}, open);
    place.append(small("rename", say("history_rename"), "M4 16l1-4L13 4l3 3-8 8-4 1z", () => rename(place, one)));
    place.append(small("delete", say("history_delete"), "M5 6h10M8 6V4h4v2M6 6l1 10h6l1-10", () => ask(place, one)));
    return place;
  }

  function small(name, words, path, act) {
    const made = make("button", { type: "button", className: name, "aria-label": words, title: words });
    made.innerHTML = icon(path);
    made.addEventListener("click", act);
    return made;
  }

  function rename(place, one) {
    const field = make("input", { value: one.title, maxLength: 200, "aria-label": say("history_rename") });
    const done = async (event) => {
      if (event.type === "keydown" && !["Enter", "Escape"].includes(event.key)) return;
      event.stopPropagation();
      field.removeEventListener("blur", done);
      const title = field.value.trim();
      if (event.key !== "Escape" && title) await keeping.put({ ...(await keeping.get(one.id)), title, named: true });
      await fill();
      if (event.type === "keydown") list.querySelector(".title")?.focus();
    };
    field.addEventListener("keydown", done);
    field.addEventListener("blur", done);
    place.replaceChildren(field);
    field.select();
  }

  // Deleting is asked once more where the row stands.
  function ask(place, one) {
    const yes = make("button", { type: "button", className: "sure" }, say("history_delete"));
    const no = make("button", { type: "button" }, say("cancel"));
    yes.addEventListener("click", async () => {
      removed.add(one.id);
      await keeping.remove(one.id);
      if (one.id === current) leave();
      await fill();
      search.focus();
    });
    no.addEventListener("click", () => fill().then(() => search.focus()));
    place.replaceChildren(make("span", {}, one.title), yes, no);
    no.focus();
  }

  function write() {
    drawer.setAttribute("aria-label", say("history"));
    heading.textContent = say("history");
    closing.setAttribute("aria-label", say("history_close"));
    search.setAttribute("aria-label", say("history_search"));
    search.setAttribute("placeholder", say("history_search"));
    note.textContent = say("history_here");
    empty.textContent = say("history_clear");
  }

  search.addEventListener("input", fill);
  closing.addEventListener("click", hide);
  empty.addEventListener("click", async () => {
    if (empty.dataset.sure !== "yes") {
      empty.dataset.sure = "yes";
      empty.textContent = say("history_sure");
      return;
    }
    delete empty.dataset.sure;
    write();
    emptied = Date.now();
    await keeping.clear();
    leave();
    await fill();
    search.focus();
  });
  drawer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    hide();
  });
  document.addEventListener("click", (event) => {
    if (!drawer.hidden && event.isTrusted && !event.composedPath().includes(drawer)) {
      if (!event.composedPath().includes(aideMemoire.tools.past)) hide();
    }
  });
  document.addEventListener("language", write);

  const linked = Boolean(aideMemoire.links.asked());
  let begun = false;
  aideMemoire.onChange(() => {
    if (!begun && aideMemoire.ready()) {
      begun = true;
      const id = sessionStorage.getItem(OPEN);
      if (id && !linked) bring(id).catch(() => {});
    }
    keep();
  });
  document.body.append(drawer);
  // The same conversation is about to be shown anew, its answers under other names.
  aideMemoire.history = { show, goesOn: () => void (restoring = true) };
})();
