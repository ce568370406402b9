// Moving the map: a mouse drags it, a wheel zooms by the distance it turns, two fingers move and zoom,
// one finger scrolls the page. The map never leaves its stage, and zooms out no further than all of it.
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const stage = ml.byId("stage");
  const CLOSEST = 4;
  const PER_PIXEL = 0.0018; // of a wheel, in powers of e
  const LINE = 16; // pixels of a wheel that counts in lines
  const STILL = 4; // pixels that a pointer may move and still click

  /** Show this place at this scale, as far as there is map. */
  function show({ x, y }, wanted) {
    const { scale: least, left, right, top, bottom } = ml.fitted();
    const scale = Math.max(least, Math.min(CLOSEST, wanted));
    const within = (value, from, to, room) => {
      const half = room / scale / 2;
      return to - from <= 2 * half ? (from + to) / 2 : Math.max(from + half - 20, Math.min(to - half + 20, value));
    };
    network.moveTo({ position: { x: within(x, left, right, stage.clientWidth), y: within(y, top, bottom, stage.clientHeight) }, scale });
  }

  /** Zoom so that the point of the stage stays where it is. */
  function zoomAt(at, factor) {
    const before = network.getScale();
    const scale = Math.max(ml.fitted().scale, Math.min(CLOSEST, before * factor));
    const held = network.DOMtoCanvas(at);
    const { x, y } = network.getViewPosition();
    show({ x: held.x + ((x - held.x) * before) / scale, y: held.y + ((y - held.y) * before) / scale }, scale);
  }

  function zoom(factor) {
    zoomAt({ x: stage.clientWidth / 2, y: stage.clientHeight / 2 }, factor);
  }

  function panBy(dx, dy) {
    const scale = network.getScale();
    const { x, y } = network.getViewPosition();
    show({ x: x - dx / scale, y: y - dy / scale }, scale);
  }

  /** Move the map by shares of the stage: (0.1, 0) shows what lies to the right. */
  function pan(right, down) {
    panBy(-right * stage.clientWidth, -down * stage.clientWidth);
  }

  function at({ clientX, clientY }) {
    const { left, top } = stage.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  stage.addEventListener("wheel", (event) => {
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? stage.clientHeight : 1);
    const out = pixels > 0 && network.getScale() <= ml.fitted().scale * 1.001;
    if (out && !event.ctrlKey) return; // no further: the page scrolls
    event.preventDefault();
    zoomAt(at(event), Math.exp(-PER_PIXEL * (event.ctrlKey ? 5 : 1) * Math.max(-300, Math.min(300, pixels))));
  }, { passive: false, capture: true });

  // A mouse, and a finger that taps ---------------------------------------------------------------

  let down = null;

  function choose(event, near) {
    const found = ml.hit(at(event), near);
    if (found?.type === "rest") ml.openRest(found.key);
    else ml.select(found?.type ?? null, found?.key);
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    down = { x: event.clientX, y: event.clientY, lastX: event.clientX, lastY: event.clientY, moved: false };
  }, true);
  window.addEventListener("pointermove", (event) => {
    if (!down || event.pointerType === "touch" || !event.isPrimary) return;
    down.moved ||= Math.hypot(event.clientX - down.x, event.clientY - down.y) > STILL;
    if (!down.moved) return;
    stage.classList.add("dragged");
    panBy(event.clientX - down.lastX, event.clientY - down.lastY);
    [down.lastX, down.lastY] = [event.clientX, event.clientY];
  });
  window.addEventListener("pointerup", () => {
    stage.classList.remove("dragged");
    if (down?.moved) setTimeout(() => { down = null; }); // no click ends a drag
  });
  stage.addEventListener("click", (event) => {
    if (down?.moved) return;
    down = null;
    choose(event, event.pointerType === "touch" ? 2 * ml.NEAR : ml.NEAR);
  });

  // Two fingers -----------------------------------------------------------------------------------

  let pinch = null;

  function fingers({ touches }) {
    const [a, b] = touches;
    return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
  }

  stage.addEventListener("touchstart", (event) => { pinch = event.touches.length === 2 ? fingers(event) : null; }, { passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2 || !pinch) return;
    event.preventDefault();
    const now = fingers(event);
    panBy(now.x - pinch.x, now.y - pinch.y);
    if (pinch.apart > 0) zoomAt(at({ clientX: now.x, clientY: now.y }), now.apart / pinch.apart);
    pinch = now;
  }, { passive: false });
  stage.addEventListener("touchend", () => { pinch = null; });

  ml.byId("zoom-in").addEventListener("click", () => zoom(1.35));
  ml.byId("zoom-out").addEventListener("click", () => zoom(1 / 1.35));

  Object.assign(ml, { pan, zoom, stagePoint: at });
})();
