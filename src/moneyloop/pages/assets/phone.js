// On a phone the picture comes first; under it loops, details and legend, one at a time.
(() => {
  const ml = window.moneyloop;
  const network = ml.byId("network");
  const narrow = window.matchMedia("(max-width: 760px)");
  const PARTS = { loops: "Loops", details: "Details", legend: "Legend" };
  const buttons = new Map();

  function openPart(name) {
    network.dataset.part = name;
    for (const [part, button] of buttons) button.setAttribute("aria-expanded", String(part === name));
  }

  const bar = ml.el("div", "part-tabs", ...Object.entries(PARTS).map(([name, label]) => {
    const button = ml.button("", label);
    // The part that is open folds when it is chosen again.
    button.addEventListener("click", () => openPart(network.dataset.part === name ? "" : name));
    buttons.set(name, button);
    return button;
  }));
  ml.byId("stage-wrap").after(bar);
  openPart("loops");

  ml.listen((what) => {
    if (what === "selection" && narrow.matches) openPart(ml.state.selection ? "details" : "loops");
  });
  ml.openPart = openPart;
})();
