// Amounts on arrows, written over the picture where they lie on no box and on no other amount.
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const stage = ml.byId("stage");
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
  const NUMBERS = "\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468";
  let placed = [];
  let dropped = 0;

  /** The number of a leg in a circle, as far as there are such signs. */
  function numbered(index) {
    return NUMBERS[index] ?? `${index + 1}.`;
  }

  function legText(loop, leg, index) {
    const size = ml.isWhole(loop) ? ml.loopSize(loop) : null;
    const amount = ml.legDeals(leg).length ? ml.usd(ml.legAmount(leg)) : ml.legMissing(leg);
    const smallest = size !== null && ml.legAmount(leg) === size && loop.legs.length > 2 ? ", the smallest" : "";
    return `${numbered(index)} ${leg.class === "investment" ? "invests" : "buys"} ${amount}${smallest}`;
  }

  /** What is worth writing: the legs of the lit loop, then the arrows from the stated amount up. */
  function notes() {
    return ml.once("notes", () => {
      const loop = ml.selectedLoop();
      const legs = loop ? loop.legs.map((leg, index) => ({ id: loop.arrows[index], text: legText(loop, leg, index), strong: true })) : [];
      const done = new Set(loop?.arrows);
      const lit = loop ? null : ml.litArrows();
      const from = ml.labelledFrom();
      const opened = ml.opened();
      const others = ml.widestFirst()
        .filter(({ id, amount }) => amount !== null && !done.has(id) && id !== opened?.id && (lit ? lit.has(id) : amount >= from))
        .map(({ id, amount }) => ({ id, text: ml.number(amount), strong: lit !== null }));
      const deals = (ml.fan()?.curves ?? [])
        .filter(({ amount, open }) => amount !== null || open)
        .map(({ name, amount, ids }) => ({ id: name, text: `${ml.number(amount, "not public")}${ids.length > 1 ? ` (${ids.length})` : ""}` }));
      return [...legs, ...others, ...deals];
    });
  }

  function isApart(a, b) {
    return a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
  }

  /** The boxes of parties on the screen. */
  function boxes() {
    const scale = network.getScale();
    return ml.nodes.getIds().flatMap((id) => {
      const { x, y, shape } = network.body.nodes[id] ?? {};
      if (!shape?.width) return [];
      const middle = network.canvasToDOM({ x, y });
      const [w, h] = [shape.width * scale, shape.height * scale];
      return [{ id, x: middle.x - w / 2, y: middle.y - h / 2, w, h }];
    });
  }

  /** Where an amount may stand, best first: on its arrow, or so far beside it. */
  function spots(line, w, h, beside) {
    const points = line.map((point) => network.canvasToDOM(point));
    return SHARES.flatMap((share) => {
      const at = Math.max(1, Math.min(line.length - 2, Math.round(share * (line.length - 1))));
      const { x, y } = points[at];
      if (beside === null || line.length < 3) return [{ x: x - w / 2, y: y - h / 2, w, h }];
      const [dx, dy] = [points[at + 1].x - points[at - 1].x, points[at + 1].y - points[at - 1].y];
      const long = Math.hypot(dx, dy) || 1;
      const [nx, ny] = dx > 0 ? [dy / long, -dx / long] : [-dy / long, dx / long]; // upwards
      const off = (Math.abs(nx) * w + Math.abs(ny) * h) / 2 + beside;
      return [1, -1, 1.5, -1.5].map((side) => ({ x: x + side * nx * off - w / 2, y: y + side * ny * off - h / 2, w, h }));
    });
  }

  function place(ctx) {
    const scale = network.getScale();
    const taken = boxes().map(({ x, y, w, h }) => ({ x: x - 2, y: y - 2, w: w + 4, h: h + 4 }));
    const lines = ml.drawnLines();
    const middles = [...lines].map(([id, { middle }]) => ({ id, ...network.canvasToDOM(middle) }));
    placed = [];
    dropped = 0;
    for (const { id, text, strong } of notes()) {
      const line = lines.get(id)?.line;
      if (!line) continue;
      const px = strong ? 14 : 12;
      ctx.font = `${strong ? "600 " : ""}${px}px ${FONT}`;
      const [w, h] = [ctx.measureText(text).width + 6, px + 5];
      const box = spots(line, w, h, strong && ml.selectedLoop() ? (lines.get(id).width * scale) / 2 + 2 : null)
        .find((one) => one.x >= 1 && one.y >= 1 && one.x + w < stage.clientWidth && one.y + h < stage.clientHeight &&
          taken.every((other) => isApart(one, other)) &&
          (strong || middles.every((point) => point.id === id || isApart(one, { x: point.x - 6, y: point.y - 6, w: 12, h: 12 }))));
      if (!box) {
        dropped += 1;
        continue;
      }
      taken.push(box);
      placed.push({ id, text, strong, box });
    }
  }

  // Screen coordinates: writing keeps its size however far the map is zoomed.
  function onScreen(ctx, work) {
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    work();
    ctx.restore();
  }

  function draw(ctx) {
    if (!stage.clientWidth) return;
    onScreen(ctx, () => {
      place(ctx);
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      for (const { text, strong, box } of placed) {
        ctx.font = `${strong ? "600 14" : "12"}px ${FONT}`;
        ctx.lineWidth = 4;
        ctx.strokeStyle = ml.colour("--stage", 0.9);
        ctx.fillStyle = ml.colour(strong ? (ml.selectedLoop() ? "--own" : "--ink") : "--ink-soft");
        const [x, y] = [box.x + box.w / 2, box.y + box.h / 2 + 0.5];
        ctx.strokeText(text, x, y);
        ctx.fillText(text, x, y);
      }
    });
    ml.tellDropped?.();
  }

  network.on("afterDrawing", draw);

  Object.assign(ml, { numbered, notes, labels: () => placed, droppedLabels: () => dropped, boxesOnScreen: boxes });
})();
