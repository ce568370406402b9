// Drawn over the picture: party names that never overlap, amounts on lit deals, and the running "$".
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const stage = ml.byId("stage");
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const LINE = 13;
  const widths = new Map();
  const names = new Map(ml.picture.nodes.map((node) => [node.id, lines(node.label)]));
  const biggestFirst = [...ml.picture.nodes].sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
  let placed = [];
  let placedNames = [];
  let dollar = null;

  /** A name on one line, or on two that are about as long. Control characters stay out. */
  function lines(name) {
    const clean = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");
    const parts = clean.split(" ");
    if (clean.length <= 13 || parts.length === 1) return [clean];
    let best = [clean];
    let longest = Infinity;
    for (let cut = 1; cut < parts.length; cut += 1) {
      const pair = [parts.slice(0, cut).join(" "), parts.slice(cut).join(" ")];
      const length = Math.max(pair[0].length, pair[1].length);
      if (length < longest) [best, longest] = [pair, length];
    }
    return best;
  }

  function width(ctx, text, bold) {
    const key = `${bold ? "b" : ""}${text}`;
    if (!widths.has(key)) {
      ctx.font = `${bold ? "600 " : ""}12px ${FONT}`;
      widths.set(key, ctx.measureText(text).width / 12);
    }
    return widths.get(key);
  }

  function free(box, boxes) {
    return boxes.every(
      (other) => box.x + box.w <= other.x || other.x + other.w <= box.x || box.y + box.h <= other.y || other.y + other.h <= box.y,
    );
  }

  // The four places where a name may stand beside its mark, best first.
  function places(x, y, reach, w, h) {
    return [
      { x: x - w / 2, y: y + reach + 3, w, h },
      { x: x - w / 2, y: y - reach - 3 - h, w, h },
      { x: x + reach + 4, y: y - h / 2, w, h },
      { x: x - reach - 4 - w, y: y - h / 2, w, h },
    ];
  }

  function drawNames(ctx, marks) {
    const litParties = ml.litParties();
    const small = stage.clientWidth < 500;
    const order = litParties
      ? [...biggestFirst].sort((a, b) => Number(litParties.has(b.id)) - Number(litParties.has(a.id)))
      : biggestFirst;
    for (const node of order) {
      const mark = marks.get(node.id);
      if (!mark) continue;
      const isLit = !litParties || litParties.has(node.id);
      const strong = node.size >= 14 || (litParties && isLit);
      const px = (strong ? 12.5 : 11.5) - (small ? 1 : 0);
      const text = names.get(node.id);
      const w = Math.max(...text.map((line) => width(ctx, line, strong))) * px;
      const others = [...marks].filter(([id]) => id !== node.id).map(([, other]) => other.box);
      const options = places(mark.x, mark.y, mark.reach, w, LINE * text.length);
      const inside = options.filter((option) => option.x >= 2 && option.x + option.w <= stage.clientWidth - 2);
      const box = inside.find((option) => free(option, placed) && free(option, others)) ||
        (strong && isLit ? inside.find((option) => free(option, placed)) : null);
      if (!box) continue;
      placed.push(box);
      placedNames.push(node.id);
      ctx.font = `${strong ? "600 " : ""}${px}px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineWidth = 3.5;
      ctx.lineJoin = "round";
      ctx.strokeStyle = ml.colour("--stage", isLit ? 0.92 : 0.6);
      ctx.fillStyle = ml.colour(strong ? "--ink" : "--ink-soft", isLit ? 1 : 0.3);
      text.forEach((line, row) => {
        const [cx, cy] = [box.x + w / 2, box.y + LINE * (row + 0.5)];
        ctx.strokeText(line, cx, cy);
        ctx.fillText(line, cx, cy);
      });
    }
  }

  // Parties on a listed money loop wear a thin ring.
  function drawRings(ctx, marks) {
    const litParties = ml.litParties();
    for (const [id, mark] of marks) {
      if (!ml.onMoneyLoop.has(id)) continue;
      ctx.beginPath();
      ctx.arc(mark.x, mark.y, mark.reach, 0, 2 * Math.PI);
      ctx.lineWidth = 1.4;
      ctx.strokeStyle = ml.colour("--loop", !litParties || litParties.has(id) ? 0.85 : 0.16);
      ctx.stroke();
    }
  }

  /** The amounts worth writing on the picture: a loop's legs, a party's or a pair's largest deals. */
  function notes() {
    const loop = ml.selectedLoop();
    if (loop) {
      return loop.legs.map((leg, index) => {
        const smallest = !loop.unsized && leg.amount === loop.size;
        const text = `${index + 1}  ${ml.usd(leg.amount)}${smallest ? "  smallest leg" : ""}`;
        return { id: widest(leg.deals), text, strong: smallest };
      });
    }
    if (!ml.state.selection) return [];
    return [...ml.lit()]
      .filter((id) => ml.shown().has(id) && (ml.deals.get(id).amount_usd_bn ?? 0) > 0)
      .sort((a, b) => ml.edgeOf.get(b).width - ml.edgeOf.get(a).width)
      .slice(0, 12)
      .map((id) => ({ id, text: ml.usd(ml.deals.get(id).amount_usd_bn), strong: false }));
  }

  function widest(ids) {
    return ids.reduce((best, id) => (ml.edgeOf.get(id).width > ml.edgeOf.get(best).width ? id : best));
  }

  function drawNotes(ctx, toScreen) {
    for (const { id, text, strong } of notes()) {
      const w = width(ctx, text, true) * 11.5 + 14;
      const spots = [0.5, 0.4, 0.6, 0.3, 0.7].map((t) => ml.pointOn(id, t)).filter(Boolean).map(toScreen);
      const boxes = spots.map(({ x, y }) => ({ x: x - w / 2, y: y - 9, w, h: 18 }));
      const box = boxes.find((option) => free(option, placed)) || (ml.selectedLoop() ? boxes[0] : null);
      if (!box) continue;
      placed.push(box);
      ctx.beginPath();
      ctx.roundRect(box.x, box.y, box.w, box.h, 9);
      ctx.fillStyle = ml.colour(strong ? "--loop" : "--raised", 0.97);
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = ml.colour(strong ? "--loop" : "--line");
      ctx.stroke();
      ctx.font = `600 11.5px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ml.colour(strong ? "--on-loop" : "--ink");
      ctx.fillText(text, box.x + box.w / 2, box.y + 9.5);
    }
  }

  // One dollar on its way round the lit loop, with a short tail.
  function drawDollar(ctx, toScreen) {
    const loop = ml.selectedLoop();
    if (!loop || dollar === null) return;
    for (let tail = 6; tail >= 0; tail -= 1) {
      const at = (((dollar - 0.035 * tail) % loop.length) + loop.length) % loop.length;
      const leg = loop.legs[Math.floor(at)];
      const point = ml.pointOn(widest(leg.deals), at % 1);
      if (!point) continue;
      const { x, y } = toScreen(point);
      ctx.beginPath();
      ctx.arc(x, y, tail ? 7 - tail * 0.8 : 10, 0, 2 * Math.PI);
      ctx.fillStyle = ml.colour("--accent", tail ? 0.4 - tail * 0.05 : 1);
      ctx.fill();
      if (tail) continue;
      ctx.font = `700 12px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ml.colour("--stage");
      ctx.fillText("$", x, y + 0.5);
    }
  }

  /** Where each visible party stands on the screen, with the room that its mark takes. */
  function screenMarks(toScreen, scale) {
    const marks = new Map();
    for (const { id, size } of ml.picture.nodes) {
      const body = network.body.nodes[id];
      if (!body || body.options.hidden) continue;
      const { x, y } = toScreen({ x: body.x, y: body.y });
      const reach = Math.max(size * scale, 2) + (ml.onMoneyLoop.has(id) ? 4 : 1);
      marks.set(id, { x, y, reach, box: { x: x - reach, y: y - reach, w: 2 * reach, h: 2 * reach } });
    }
    return marks;
  }

  function draw(ctx) {
    const scale = network.getScale();
    const toScreen = (point) => network.canvasToDOM(point);
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    placed = [];
    placedNames = [];
    ctx.save();
    // Screen coordinates: writing keeps its size however far the map is zoomed.
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const marks = screenMarks(toScreen, scale);
    drawRings(ctx, marks);
    if (ml.selectedLoop()) drawNotes(ctx, toScreen);
    drawNames(ctx, marks);
    if (!ml.selectedLoop()) drawNotes(ctx, toScreen);
    drawDollar(ctx, toScreen);
    ctx.restore();
  }

  // About thirty redraws a second, and only while a loop is lit and motion is welcome.
  let last = 0;
  function run(now) {
    if (!ml.selectedLoop() || ml.calm()) {
      dollar = null;
      return;
    }
    if (now - last >= 33 && !document.hidden) {
      dollar = (dollar ?? 0) + Math.min(now - last, 100) / 1500;
      last = now;
      network.redraw();
    }
    requestAnimationFrame(run);
  }

  network.on("afterDrawing", draw);
  ml.listen(() => {
    if (ml.selectedLoop() && dollar === null && !ml.calm()) {
      dollar = 0;
      requestAnimationFrame(run);
    }
  });

  ml.labels = () => ({ boxes: placed.map((box) => ({ ...box })), names: [...placedNames] });
})();
