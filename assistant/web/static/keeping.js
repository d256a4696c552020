// Keeps conversations in this browser: { id, title, changed, answers }, the answers as the server gave them.
aideMemoire.keeping = (() => {
  "use strict";

  const NAME = "aide-memoire";
  const STORE = "conversations";
  const MOST = 200;
  let opening = null;

  // Who shares a browser with others signs in, and finds no conversations but their own.
  async function name() {
    if (!aideMemoire.told()) await new Promise((done) => document.addEventListener("language", done, { once: true }));
    const { visitor } = aideMemoire.told();
    return visitor ? `${NAME} ${visitor}` : NAME;
  }

  function database() {
    opening ??= name().then(open);
    return opening;
  }

  function open(called) {
    return new Promise((done, failed) => {
      const request = indexedDB.open(called, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  async function run(mode, act) {
    const store = (await database()).transaction(STORE, mode).objectStore(STORE);
    return new Promise((done, failed) => {
      const request = act(store);
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  // Returns all conversations, the one changed last first.
  async function all() {
    const found = await run("readonly", (store) => store.getAll());
    return found.sort((one, other) => other.changed - one.changed);
  }

  const get = (id) => run("readonly", (store) => store.get(id));
  const remove = (id) => run("readwrite", (store) => store.delete(id));
  const clear = () => run("readwrite", (store) => store.clear());

  // Where the browser has no more room, the conversation that was not changed for longest makes some.
  async function put(conversation) {
    const others = (await all()).filter((one) => one.id !== conversation.id);
    for (const one of others.slice(MOST - 1)) await remove(one.id);
    try {
      await run("readwrite", (store) => store.put(conversation));
    } catch (fault) {
      if (!others.length) throw fault;
      await remove(others.at(-1).id);
      await run("readwrite", (store) => store.put(conversation));
    }
  }

  return { all, clear, get, put, remove };
})();
