// On a phone the rings of the loops come first, one beside the other for the thumb; the map is behind a
// button, and what is chosen comes up from below.
(() => {
  const ml = window.moneyloop;
  const network = ml.byId("network");
  const narrow = window.matchMedia("(max-width: 760px)");
  const cards = ml.byId("loop-cards");
  const opener = ml.byId("map-button");
  const MOST = 12;

  function card(loop, at) {
    const open = ml.button("card-open", "Deals");
    open.addEventListener("click", () => ml.select("loop", loop.key));
    const head = ml.el("p", "card-head", ml.el("b", "", `${at + 1}. `), ml.route(loop));
    const node = ml.el("li", "loop-card", head, ml.ringOf(loop), ml.el("p", "card-foot", ml.el("span", "", `at most ${ml.sizeText(loop)} could go round`), open));
    node.dataset.key = loop.key;
    return node;
  }

  function write() {
    const loops = ml.sizedLoops().slice(0, MOST);
    cards.replaceChildren(...loops.map(card));
    if (!loops.length) cards.append(ml.el("li", "quiet", `No loop with a public amount${ml.within(ml.state.year)}.`));
  }

  /** The card that is in sight is the loop of the title. */
  function settled() {
    if (!narrow.matches || !cards.clientWidth) return;
    const middle = cards.scrollLeft + cards.clientWidth / 2;
    const shown = [...cards.children].find((node) => node.offsetLeft <= middle && middle < node.offsetLeft + node.offsetWidth + 12);
    const loop = ml.loopOf.get(shown?.dataset.key);
    if (!loop || loop === ml.selectedLoop()) return;
    const before = network.dataset.panel;
    ml.select("loop", loop.key);
    ml.openPanel(before === "loops" ? "loops" : "");
  }

  function toLoop() {
    const node = [...cards.children].find(({ dataset }) => dataset.key === ml.state.selection?.key);
    if (node && narrow.matches) cards.scrollTo({ left: node.offsetLeft - 14, behavior: "instant" });
  }

  function openMap(open) {
    network.dataset.map = open ? "yes" : "";
    opener.setAttribute("aria-expanded", String(open));
    opener.textContent = open ? "Loops" : "Map";
    if (!open) toLoop();
  }

  /** An open arrow comes into sight above the sheet that its choice brings up. */
  function reveal() {
    const curves = ml.fan()?.curves;
    if (!curves || !narrow.matches || !network.dataset.map) return;
    const { line } = curves[0];
    const { y } = ml.network.canvasToDOM(line[Math.floor(line.length / 2)]);
    const top = ml.byId("stage").getBoundingClientRect().top + y;
    if (top < 0.1 * innerHeight || top > 0.45 * innerHeight) scrollBy({ top: top - 0.25 * innerHeight, behavior: ml.calm() ? "instant" : "smooth" });
  }

  let still;
  cards.addEventListener("scroll", () => {
    clearTimeout(still);
    still = setTimeout(settled, 120);
  }, { passive: true });
  opener.addEventListener("click", () => openMap(!network.dataset.map));
  ml.listen((what) => {
    if (!["theme", "selection", "size"].includes(what)) write();
    if (what === "selection" && ml.selectedLoop()) toLoop();
    if (what === "selection") requestAnimationFrame(reveal);
  });
  openMap(false);
})();
