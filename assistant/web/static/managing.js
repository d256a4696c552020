// For the operator: files are dropped into the materials or removed from them, and the index is rebuilt while it is
// watched. For everybody: a word when a newer index answers, and signing out.
(() => {
  "use strict";

  const SECONDS = 30; // between two looks whether there is a newer index
  const OURS = { "X-Aide-Memoire": "1" }; // which no page of another site may send
  const { say } = aideMemoire;
  let generation = null;
  let watching = false;

  const desk = document.createElement("section");
  desk.className = "manage";
  desk.innerHTML =
    '<div class="acts"><span class="drop"></span><button type="button" class="choose"></button>' +
    '<input type="file" multiple tabindex="-1"><span class="changed"></span>' +
    '<button type="button" class="rebuild"></button></div>' +
    '<p class="hint"></p><progress max="1" hidden></progress><div class="report" role="status"></div>' +
    '<div class="files" role="status"></div>';
  const part = (name) => desk.querySelector(name);
  const newer = document.createElement("div");
  newer.id = "newer";
  newer.setAttribute("role", "status");

  function address(path, query = {}) {
    const made = new URL(path, document.baseURI);
    for (const [name, value] of Object.entries(query)) made.searchParams.set(name, value);
    return made;
  }

  function post(path, query, body) {
    return fetch(address(path, query), { method: "POST", headers: OURS, body });
  }

  function line(list, words) {
    const row = document.createElement("p");
    row.textContent = words;
    list.append(row);
    return row;
  }

  async function look() {
    const reply = await fetch(address("manage/state"));
    if (!reply.ok) return;
    const state = await reply.json();
    part(".acts").hidden = !state.folder;
    part(".hint").textContent = state.folder ? "" : say(state.sample ? "manage_sample" : "manage_several");
    part(".changed").textContent = state.changed ? say("changed_files", { number: state.changed }) : "";
    part(".rebuild").disabled = state.running;
    const bar = part("progress");
    bar.hidden = !state.running;
    if (state.share === null) bar.removeAttribute("value");
    else bar.value = state.share;
    const told = state.told.join("\n");
    if (part(".report").dataset.told !== told) {
      part(".report").dataset.told = told;
      part(".report").replaceChildren();
      for (const words of state.told) line(part(".report"), words);
    }
    if (state.running) watch();
    else if (watching) aideMemoire.documents.load();
    watching = state.running;
  }

  function watch() {
    setTimeout(() => look().catch(watch), 1000);
  }

  async function add(file, replace = false) {
    const row = line(part(".files"), say("adding", { name: file.name }));
    try {
      const reply = await post("manage/files", replace ? { name: file.name, replace: 1 } : { name: file.name }, file);
      if (reply.ok) {
        row.textContent = say("added", { name: (await reply.json()).name });
      } else {
        row.textContent = say("not_added", { name: file.name, why: await reply.text() });
        if (reply.status === 409) offerToReplace(row, file);
      }
    } catch {
      row.textContent = say("not_added", { name: file.name, why: say("manage_failed") });
    }
  }

  function offerToReplace(row, file) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("replace", { name: file.name });
    button.addEventListener("click", async () => {
      row.remove();
      await add(file, true);
      look();
    });
    row.append(button);
  }

  async function addAll(files) {
    part(".files").replaceChildren();
    for (const file of files) await add(file);
    look();
  }

  async function remove(name) {
    if (!confirm(say("remove_sure", { name }))) return;
    const reply = await post("manage/remove", { source: name });
    await aideMemoire.documents.open("");
    part(".files").replaceChildren();
    line(part(".files"), reply.ok ? say("removed", { name }) : say("not_added", { name, why: await reply.text() }));
    look();
  }

  async function rebuild() {
    part(".rebuild").disabled = true;
    await post("manage/build");
    look();
  }

  function write() {
    desk.setAttribute("aria-label", say("manage"));
    part(".drop").textContent = say("drop_files");
    part(".choose").textContent = say("choose_files");
    part(".rebuild").textContent = say("rebuild");
    part("progress").setAttribute("aria-label", say("rebuild"));
    part('[type="file"]').setAttribute("aria-label", say("choose_files"));
    if (aideMemoire.told().operator) look();
  }

  // The desk stands above the table, and a button to remove it on the page of a document.
  function stand() {
    const told = aideMemoire.told();
    if (!told) return;
    offerToSignOut(told.visitor);
    if (!told.operator) return;
    const table = document.querySelector("#materials .find, #materials > div > .notice");
    if (table && table.previousElementSibling !== desk) table.before(desk);
    const one = document.querySelector("#materials .one[data-source]");
    if (one && !one.querySelector(".remove") && !part(".acts").hidden) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "remove";
      button.textContent = say("remove");
      button.addEventListener("click", () => remove(one.dataset.source));
      [...one.querySelectorAll("dl, .why, .about")].at(-1).after(button);
    }
  }

  function offerToSignOut(visitor) {
    const row = document.querySelector("#tabs > .tab-wrapper");
    if (!visitor || !row || row.querySelector(".sign-out")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sign-out";
    button.textContent = say("sign_out");
    button.title = visitor;
    button.addEventListener("click", async () => {
      await post("sign-out");
      location.reload();
    });
    row.append(button);
  }

  async function compare() {
    const reply = await fetch(address("page/state")).catch(() => null);
    if (reply?.status === 401) return void location.reload();
    if (!reply?.ok) return;
    const now = (await reply.json()).generation;
    if (generation && now !== generation) {
      newer.textContent = say("newer_index");
      setTimeout(() => (newer.textContent = ""), 15_000);
      aideMemoire.documents.load();
    }
    generation = now;
  }

  desk.addEventListener("dragover", (event) => {
    event.preventDefault();
    desk.classList.add("over");
  });
  desk.addEventListener("dragleave", () => desk.classList.remove("over"));
  desk.addEventListener("drop", (event) => {
    event.preventDefault();
    desk.classList.remove("over");
    if (!part(".acts").hidden) addAll([...event.dataTransfer.files]);
  });
  part(".choose").addEventListener("click", () => part('[type="file"]').click());
  part('[type="file"]').addEventListener("change", (event) => {
    addAll([...event.target.files]);
    event.target.value = "";
  });
  part(".rebuild").addEventListener("click", rebuild);
  document.addEventListener("language", () => {
    generation ??= aideMemoire.told().generation;
    document.querySelector(".sign-out")?.remove();
    write();
    stand();
  });
  document.addEventListener("visibilitychange", () => document.hidden || compare());
  setInterval(() => document.hidden || compare(), SECONDS * 1000);
  aideMemoire.onChange(stand);
  document.body.append(newer);
})();
