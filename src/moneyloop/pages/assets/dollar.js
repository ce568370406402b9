// One dollar on its way round the lit loop. It runs on a layer of its own, so that the map under it
// is not drawn again for every step.
(() => {
  const ml = window.moneyloop;
  const stage = ml.byId("stage");
  const layer = ml.byId("dollar-layer");
  const SPEED = 170; // pixels a second: slow enough to be followed
  const TAIL = [0, 9, 17, 24, 31, 37];
  let gone = null;
  let last = 0;

  /** The way round as points on the screen, each with its distance from the start. */
  function way(loop) {
    const points = [];
    let length = 0;
    for (const leg of loop.legs) {
      for (let step = 0; step <= 24; step += 1) {
        const at = ml.pointOn(ml.arrowOf(leg), step / 24);
        if (!at) continue;
        const { x, y } = ml.network.canvasToDOM(at);
        const before = points.at(-1);
        length += before ? Math.hypot(x - before.x, y - before.y) : 0;
        points.push({ x, y, length });
      }
    }
    return { points, length };
  }

  function pointAt({ points, length }, distance) {
    const wanted = ((distance % length) + length) % length;
    const next = points.findIndex((point) => point.length >= wanted);
    const [a, b] = [points[Math.max(0, next - 1)], points[next]];
    const share = b.length > a.length ? (wanted - a.length) / (b.length - a.length) : 0;
    return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
  }

  function draw(round) {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [stage.clientWidth, stage.clientHeight].map((side) => Math.round(side * ratio));
    if (layer.width !== width || layer.height !== height) [layer.width, layer.height] = [width, height];
    const ctx = layer.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    if (!round || !round.length) return;
    for (const [index, behind] of [...TAIL.entries()].reverse()) {
      const { x, y } = pointAt(round, gone - behind);
      ctx.beginPath();
      ctx.arc(x, y, index ? 8 - index : 10, 0, 2 * Math.PI);
      ctx.fillStyle = ml.colour("--own", index ? 0.45 - index * 0.06 : 1);
      ctx.fill();
      if (index) continue;
      ctx.font = "700 12px system-ui, sans-serif";
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ml.colour("--stage");
      ctx.fillText(ml.inUsd ? "$" : "\u00a4", x, y + 0.5);
    }
  }

  /** The loop that a dollar can go round now: lit, with a deal on every leg, and motion welcome. */
  function runs() {
    const loop = ml.selectedLoop();
    return loop && !ml.calm() && ml.isWhole(loop) ? loop : null;
  }

  // About thirty steps a second.
  function step(now) {
    const loop = runs();
    if (!loop) {
      gone = null;
      draw(null);
      return;
    }
    if (now - last >= 30 && !document.hidden) {
      const round = way(loop);
      gone += (SPEED * Math.min(now - last, 100)) / 1000;
      last = now;
      draw(round);
    }
    requestAnimationFrame(step);
  }

  ml.listen(() => {
    if (!runs() || gone !== null) return;
    gone = 0;
    requestAnimationFrame(step);
  });
  /** How far the dollar has gone, in pixels; null while none runs. */
  ml.dollar = () => gone;
})();
