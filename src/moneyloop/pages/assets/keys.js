// The keyboard: / find, [ ] loops, r ring, 0 fit, Esc clear; on the map, arrows and + -.
(() => {
  const ml = window.moneyloop;
  const part = ml.byId("network");
  const search = ml.byId("search");
  const everywhere = document.body.classList.contains("page-network");
  const actions = {
    "/": () => search.focus(),
    "[": () => ml.stepLoop(-1),
    "]": () => ml.stepLoop(1),
    r: () => ml.toggleRing(),
    0: () => ml.fit(),
    Escape: () => ml.select(null),
  };
  // While the map itself has the focus, arrows move it and + and - zoom.
  const onMap = {
    ArrowLeft: () => ml.pan(-0.08, 0),
    ArrowRight: () => ml.pan(0.08, 0),
    ArrowUp: () => ml.pan(0, -0.08),
    ArrowDown: () => ml.pan(0, 0.08),
    "+": () => ml.zoom(1.2),
    "-": () => ml.zoom(1 / 1.2),
  };

  // In an article the keys belong to the network only while the reader is in it.
  function isOurs(target) {
    return everywhere || part.contains(target) || part.matches(":hover");
  }

  function pressed(event) {
    const isMap = event.target.matches("#stage .vis-network");
    const action = actions[event.key] || (isMap && onMap[event.key]);
    if (!action || event.ctrlKey || event.metaKey || event.altKey || !isOurs(event.target)) return;
    const writing = event.target.matches("input[type=search], input[type=text], textarea");
    if (writing && event.key !== "Escape") return;
    if (writing) event.target.blur();
    event.preventDefault();
    action();
  }

  window.addEventListener("keydown", pressed);
})();
