// Everything is wired: name the picture for screen readers, restore the address, draw once.
(() => {
  const ml = window.moneyloop;
  const frame = ml.byId("stage").querySelector(".vis-network");
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", `Map of who pays whom. The lists and the table on this page hold the same ${ml.dealWord(2)} as text.`);

  ml.restore();
  ml.changed("start");
  ml.fit(false);
  requestAnimationFrame(() => {
    ml.network.redraw();
    document.documentElement.dataset.ready = "yes";
  });
})();
