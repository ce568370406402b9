// What the charts stand on where there is no network on the page: the data, its bases, and who listens.
"use strict";

window.moneyloop = (() => {
  const byId = (id) => document.getElementById(id);
  const listeners = [];
  const { payload, bases } = JSON.parse(byId("moneyloop-data").textContent);
  window.addEventListener("DOMContentLoaded", () => {
    document.documentElement.dataset.ready = "yes";
  });
  return {
    payload,
    bases,
    byId,
    listen: (listener) => listeners.push(listener),
    changed: (what) => listeners.forEach((listener) => listener(what)),
    network: { redraw() {} },
  };
})();
