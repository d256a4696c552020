// The page that the passage stands on: drawn by the server while the text is read already, turned and enlarged here.
(() => {
  "use strict";

  const { scroll, toQuote } = aideMemoire.source;
  const SIZES = [100, 140, 200, 280]; // per cent of the panel's width
  let size = 0;
  let place = null;
  let asked = 0;

  async function draw(wanted, number) {
    const desk = scroll.querySelector(".desk");
    if (!desk) return;
    place = wanted;
    const ticket = ++asked;
    desk.setAttribute("aria-busy", "true");
    const url = new URL(`passages/${place.passage}/sheet?start=${place.start}&end=${place.end}`, document.baseURI);
    if (number) url.searchParams.set("number", number);
    try {
      const reply = await patiently(url, ticket);
      const content = await reply.text();
      if (ticket !== asked) return;
      if (reply.ok) lay(desk, content);
      else if (desk.matches(".laid")) desk.querySelector(".bar span").textContent = content;
      else clear(desk, reply.status === 404 || reply.status === 500 ? "" : content);
    } catch {
      if (ticket === asked) clear(desk, "");
    } finally {
      desk.removeAttribute("aria-busy");
    }
  }

  function leave() {
    asked++;
    place = null;
  }

  // Without a picture the text has the panel to itself, below one sentence on why.
  function clear(desk, why) {
    desk.classList.remove("laid");
    desk.textContent = why;
    if (!why) desk.remove();
    toQuote();
  }

  function lay(desk, content) {
    const held = desk.contains(document.activeElement) ? document.activeElement.className : null;
    desk.innerHTML = content;
    desk.classList.add("laid");
    const image = desk.querySelector("img");
    image.addEventListener("load", () => image.classList.add("loaded"));
    enlarge(0);
    toQuote();
    const again = held && desk.querySelector(`.${held}:not([disabled])`);
    (again || (held && desk.querySelector(".view")))?.focus({ preventScroll: true });
    const paper = desk.querySelector(".paper.scanned");
    if (paper) recognise(paper, new URL(image.src).searchParams.get("number"), asked);
  }

  // Recognition takes seconds: the page is on the screen meanwhile.
  async function recognise(paper, number, ticket) {
    const desk = paper.closest(".desk");
    desk.append(aideMemoire.make("p", { className: "said", role: "status" }, aideMemoire.say("scan_reading")));
    const url = new URL(`passages/${place.passage}/words?start=${place.start}&end=${place.end}`, document.baseURI);
    url.searchParams.set("number", number);
    const words = await patiently(url, ticket).then((reply) => (reply.ok ? reply.text() : ""), () => "");
    if (ticket !== asked) return;
    desk.querySelector(".said").remove();
    if (!words) return;
    paper.querySelector(".lines").remove();
    paper.insertAdjacentHTML("beforeend", words); // every word was escaped on the server
    desk.append(paper.querySelector(".said"));
    if (paper.querySelector(".line")) paper.querySelector("img").alt = paper.querySelector("img").dataset.marked;
    inView(paper.parentElement);
  }

  // A busy server says when to ask again.
  async function patiently(url, ticket) {
    const reply = await fetch(url);
    if (reply.status !== 503) return reply;
    await new Promise((done) => setTimeout(done, 1000 * (Number(reply.headers.get("Retry-After")) || 2)));
    return ticket === asked ? fetch(url) : reply;
  }

  function enlarge(step) {
    const view = scroll.querySelector(".view");
    if (!view) return;
    size = Math.min(Math.max(size + step, 0), SIZES.length - 1);
    view.firstElementChild.style.width = `${SIZES[size]}%`;
    scroll.querySelector(".less").disabled = size === 0;
    scroll.querySelector(".more").disabled = size === SIZES.length - 1;
    inView(view);
  }

  // The first marked line stands a third of the way down the view; of an enlarged page its beginning is in sight.
  function inView(view) {
    const line = view.querySelector(".line");
    const paper = view.firstElementChild;
    view.scrollTop = line ? paper.offsetTop + line.offsetTop - view.clientHeight / 3 : 0;
    view.scrollLeft = line ? paper.offsetLeft + line.offsetLeft - view.clientWidth / 8 : 0;
  }

  function turn(button) {
    if (button && !button.disabled && place) draw(place, button.dataset.number);
  }

  const KEYS = {
    ArrowLeft: () => turn(scroll.querySelector(".bar .back")),
    ArrowRight: () => turn(scroll.querySelector(".bar .on")),
    "+": () => enlarge(1),
    "-": () => enlarge(-1),
  };

  // Returns whether the key did something: the arrows move an enlarged page that has the focus, elsewhere they turn pages.
  function press(key) {
    const moving = size > 0 && document.activeElement.matches(".view") && key.startsWith("Arrow");
    if (moving || !KEYS[key] || !scroll.querySelector(".bar")) return false;
    KEYS[key]();
    return true;
  }

  scroll.addEventListener("click", (event) => {
    const button = event.target.closest(".bar button");
    if (button?.matches(".less, .more")) enlarge(button.matches(".more") ? 1 : -1);
    else turn(button);
  });
  aideMemoire.sheet = { draw, leave, press };
})();
