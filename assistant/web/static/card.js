// The card of a chip: while the mouse rests on it or the keyboard is at it, the quote and where it stands.
(() => {
  "use strict";

  const { make } = aideMemoire;
  const LINKS = "#chat a:is(.cite, .source)";
  const REST = 150; // milliseconds before the card comes, and before it goes
  const fetched = new Map();
  const card = make("div", { id: "card", role: "tooltip", hidden: true });
  let link = null;
  let waiting = 0;

  function content(place) {
    const address = `passages/${place.passage}/card?start=${place.start}&end=${place.end}`;
    if (!fetched.has(address)) {
      if (fetched.size > 200) fetched.clear();
      const asking = fetch(new URL(address, document.baseURI)).then((reply) => {
        if (reply.ok || reply.status === 404) return reply.text();
        fetched.delete(address);
        return "";
      });
      fetched.set(address, asking);
    }
    return fetched.get(address);
  }

  async function show(wanted) {
    link = wanted;
    const words = await content(aideMemoire.source.cited(wanted.getAttribute("href")));
    if (link !== wanted || !words || !wanted.isConnected) return;
    card.innerHTML = words; // every word was escaped on the server
    card.hidden = false;
    wanted.setAttribute("aria-describedby", "card");
    place(wanted);
  }

  // Below the chip, or above it where there is no room; within the window in any case.
  function place(wanted) {
    const box = wanted.getClientRects()[0];
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = box.bottom + 8;
    const top = below + height <= innerHeight - 8 ? below : Math.max(box.top - height - 8, 8);
    card.style.top = `${top}px`;
    card.style.left = `${Math.min(Math.max(box.left - 24, 8), innerWidth - width - 8)}px`;
  }

  function later(act) {
    clearTimeout(waiting);
    waiting = setTimeout(act, REST);
  }

  function hide() {
    clearTimeout(waiting);
    link?.removeAttribute("aria-describedby");
    link = null;
    card.hidden = true;
  }

  function at(event) {
    return event.target instanceof Element ? event.target.closest(LINKS) : null;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const wanted = at(event);
    if (wanted && wanted !== link) later(() => show(wanted));
    else if (wanted || card.contains(event.target)) clearTimeout(waiting);
    else if (link) later(hide);
    else clearTimeout(waiting);
  });
  document.addEventListener("focusin", (event) => {
    const wanted = at(event);
    // Who comes back from the source has seen the quote.
    const back = !event.relatedTarget || aideMemoire.source.panel.contains(event.relatedTarget);
    if (wanted?.matches(":focus-visible") && !back) show(wanted);
    else if (link) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || card.hidden) return;
    event.stopPropagation();
    hide();
  }, true);
  document.addEventListener("click", hide, true);
  document.addEventListener("scroll", (event) => !card.hidden && !card.contains(event.target) && hide(), true);
  document.body.append(card);
})();
