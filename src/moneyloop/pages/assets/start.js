// Everything is wired: name the picture for screen readers, restore the address, draw once.
(() => {
  const ml = window.moneyloop;
  const frame = ml.byId("stage").querySelector(".vis-network");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", `Map of ${ml.dealWord(2)}. The lists and the table on this page hold the same ${ml.dealWord(2)} as text.`);

  ml.network.once("afterDrawing", () => {
    document.documentElement.dataset.ready = "yes";
  });
  ml.restore();
  ml.changed("start");
  if (ml.selectedLoop()) ml.fit(ml.selectedLoop().parties, 1.15, false);
  else ml.fit(undefined, undefined, false);
  ml.network.redraw();
})();
