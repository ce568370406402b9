// What the charts stand on where there is no network on the page: the data, and who listens.
"use strict";

window.moneyloop = (() => {
  const byId = (id) => document.getElementById(id);
  const listeners = [];
  window.addEventListener("DOMContentLoaded", () => {
    document.documentElement.dataset.ready = "yes";
  });
  return {
    payload: JSON.parse(byId("moneyloop-data").textContent),
    byId,
    listen: (listener) => listeners.push(listener),
    changed: (what) => listeners.forEach((listener) => listener(what)),
    network: { redraw() {} },
  };
})();
