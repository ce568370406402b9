// Drawn over the picture: rings, party names that never overlap, and amounts on lit deals.
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const stage = ml.byId("stage");
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const LINE = 13;
  const MOST_NAMES = 160;
  const CELL = 96;
  // How far the corners of a shape reach beyond its size; the ring goes round them.
  const CORNERS = { square: 1.3, triangle: 1.38, triangleDown: 1.38 };
  const widths = new Map();
  const names = new Map(ml.picture.nodes.map((node) => [node.id, lines(node.label)]));
  let placed = grid();
  let placedNames = [];

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

  /** Boxes by the cells of the screen that they lie in: a box meets its neighbours only. */
  function grid() {
    const cells = new Map();
    const boxes = [];
    const keys = ({ x, y, w, h }) => {
      const found = [];
      for (let i = Math.floor(x / CELL); i <= Math.floor((x + w) / CELL); i += 1) {
        for (let j = Math.floor(y / CELL); j <= Math.floor((y + h) / CELL); j += 1) found.push(`${i} ${j}`);
      }
      return found;
    };
    return {
      boxes,
      add(box) {
        boxes.push(box);
        for (const key of keys(box)) cells.set(key, [...(cells.get(key) ?? []), box]);
      },
      isFree(box, but) {
        return keys(box).every((key) => (cells.get(key) ?? []).every(
          (other) => (but !== undefined && other.owner === but) ||
            box.x + box.w <= other.x || other.x + other.w <= box.x ||
            box.y + box.h <= other.y || other.y + other.h <= box.y,
        ));
      },
    };
  }

  // The four places where a name may stand beside its mark, best first.
  function sides({ x, y, reach, foot }, w, h) {
    return [
      { x: x - w / 2, y: y + foot + 2, w, h },
      { x: x - w / 2, y: y - reach - 2 - h, w, h },
      { x: x + reach + 4, y: y - h / 2, w, h },
      { x: x - reach - 4 - w, y: y - h / 2, w, h },
    ];
  }

  function isInside({ x, y, w, h }) {
    return x >= 2 && y >= 2 && x + w <= stage.clientWidth - 2 && y + h <= stage.clientHeight - 2;
  }

  /** The parties on the screen in the order in which they get a name: lit ones, then by size. */
  function inOrder(marks) {
    const lit = ml.litParties();
    const rank = (id) => (lit?.has(id) ? 1 : 0);
    const sizes = ml.sizes();
    return [...marks.keys()].sort(
      (a, b) => rank(b) - rank(a) || sizes.get(b) - sizes.get(a) || (a < b ? -1 : 1),
    );
  }

  function drawNames(ctx, marks) {
    const litParties = ml.litParties();
    const small = stage.clientWidth < 500;
    const others = grid();
    for (const [id, mark] of marks) {
      others.add({ owner: id, x: mark.x - mark.reach, y: mark.y - mark.reach, w: 2 * mark.reach, h: 2 * mark.reach });
    }
    for (const id of inOrder(marks)) {
      if (placedNames.length >= MOST_NAMES) return;
      const mark = marks.get(id);
      const isLit = !litParties || litParties.has(id);
      const strong = ml.sizes().get(id) >= 13 || (litParties && isLit);
      const px = (strong ? 12.5 : 11.5) - (small ? 1 : 0);
      const text = names.get(id);
      const w = Math.max(...text.map((line) => width(ctx, line, strong))) * px;
      const options = sides(mark, w, LINE * text.length);
      const inside = options.filter(isInside);
      const box = inside.find((option) => placed.isFree(option) && others.isFree(option, id)) ||
        (strong && isLit ? inside.find((option) => placed.isFree(option)) : null);
      if (!box) continue;
      placed.add(box);
      placedNames.push(id);
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

  // Amounts on lit deals -------------------------------------------------------------------------

  /** The deal of a leg that carries most in the case and the year that are on. */
  function widest(leg) {
    const left = ml.legDeals(leg);
    return (left.length ? left : leg.deals).reduce((best, id) => (ml.strength(id) > ml.strength(best) ? id : best));
  }

  function legText(leg) {
    return ml.legDeals(leg).length ? ml.usd(ml.legAmount(leg)) : ml.legMissing(leg);
  }

  /** The amounts worth writing on the picture: a loop's legs, a party's or a deal's own. */
  function notes() {
    const loop = ml.selectedLoop();
    if (loop) {
      const size = ml.isWhole(loop) ? ml.loopSize(loop) : null;
      return loop.legs.map((leg, index) => {
        const smallest = size !== null && ml.legAmount(leg) === size;
        const text = `${index + 1}  ${legText(leg)}${smallest ? "  smallest leg" : ""}`;
        return { id: widest(leg), leg, text, strong: smallest };
      });
    }
    if (!ml.state.selection) return [];
    return [...ml.lit()]
      .filter((id) => ml.shown().has(id) && (ml.amountOf(id) ?? 0) > 0)
      .sort((a, b) => ml.amountOf(b) - ml.amountOf(a) || (a < b ? -1 : 1))
      .slice(0, 12)
      .map((id) => ({ id, text: ml.usd(ml.amountOf(id)), strong: false }));
  }

  /** Where a note may stand, as centres on the screen, best first. */
  function spots({ id, leg }, w, toScreen) {
    if (leg && ml.state.ring) return [outside(leg, w, toScreen)].filter(Boolean);
    return [0.5, 0.4, 0.6, 0.3, 0.7].map((t) => ml.pointOn(id, t)).filter(Boolean).map(toScreen);
  }

  // In the ring a leg's total stands outside all of its curves.
  function outside(leg, w, toScreen) {
    const middle = toScreen({ x: 0, y: 0 });
    const points = leg.deals.map((id) => ml.pointOn(id, 0.5)).filter(Boolean).map(toScreen);
    if (!points.length) return null;
    const far = (point) => Math.hypot(point.x - middle.x, point.y - middle.y);
    const last = points.reduce((best, point) => (far(point) > far(best) ? point : best));
    const [dx, dy] = [(last.x - middle.x) / (far(last) || 1), (last.y - middle.y) / (far(last) || 1)];
    return { x: last.x + dx * (w / 2 + 12), y: last.y + dy * 22 };
  }

  function drawNotes(ctx, toScreen) {
    for (const note of notes()) {
      const w = width(ctx, note.text, true) * 11.5 + 14;
      const within = (at, size, room) => Math.max(2, Math.min(at, room - size - 2));
      const boxes = spots(note, w, toScreen)
        .filter(({ x, y }) => note.leg || isInside({ x, y, w: 0, h: 0 }))
        .map(({ x, y }) => ({ x: within(x - w / 2, w, stage.clientWidth), y: within(y - 9, 18, stage.clientHeight), w, h: 18 }));
      const box = boxes.find((option) => placed.isFree(option)) || (note.leg ? boxes[0] : null);
      if (!box) continue;
      placed.add(box);
      ctx.beginPath();
      ctx.roundRect(box.x, box.y, box.w, box.h, 9);
      ctx.fillStyle = ml.colour(note.strong ? "--loop" : "--raised", 0.97);
      ctx.fill();
      ctx.lineWidth = 1;
      ctx.strokeStyle = ml.colour(note.strong ? "--loop" : "--line");
      ctx.stroke();
      ctx.font = `600 11.5px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = ml.colour(note.strong ? "--on-loop" : "--ink");
      ctx.fillText(note.text, box.x + box.w / 2, box.y + 9.5);
    }
  }

  /** Where each visible party stands on the screen, with the room that its mark and ring take. */
  function screenMarks() {
    const scale = network.getScale();
    const { clientWidth, clientHeight } = stage;
    const marks = new Map();
    for (const id of ml.nodes.getIds()) {
      const body = network.body.nodes[id];
      if (!body || body.options.hidden) continue;
      const { x, y } = network.canvasToDOM({ x: body.x, y: body.y });
      if (x < -60 || y < -60 || x > clientWidth + 60 || y > clientHeight + 60) continue;
      const corner = CORNERS[body.options.shape] ?? 1;
      const radius = Math.max(body.options.size * scale * corner, 2);
      const room = ml.ringRoom(id, radius);
      marks.set(id, { x, y, radius, reach: radius + room.all, foot: radius + room.foot });
    }
    return marks;
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
    const toScreen = (point) => network.canvasToDOM(point);
    placed = grid();
    placedNames = [];
    onScreen(ctx, () => {
      const marks = screenMarks();
      ml.drawRings(ctx, marks);
      if (ml.selectedLoop()) drawNotes(ctx, toScreen);
      drawNames(ctx, marks);
      if (!ml.selectedLoop()) drawNotes(ctx, toScreen);
    });
  }

  network.on("beforeDrawing", (ctx) => onScreen(ctx, () => ml.drawGlow(ctx, screenMarks())));
  network.on("afterDrawing", draw);

  Object.assign(ml, {
    widest,
    notes: () => notes().map(({ text, strong }) => ({ text, strong })),
    labels: () => ({ boxes: placed.boxes.map((box) => ({ ...box })), names: [...placedNames] }),
  });
})();
