// How each arrow bends: round the boxes of others, its middle clear of other arrows, so that it can be
// read and chosen.
(() => {
  const ml = window.moneyloop;
  const BENDS = [0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.46, -0.46]; // clockwise, or the other way
  const POINTS = 30;
  const ROOM = 7; // round a box
  const MANY = 500; // arrows: among more nobody reads one by its bend, and the search would take long
  const FONT = '15px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const measuring = document.createElement("canvas").getContext("2d");
  const sizes = new Map();

  /** The half width and half height of a party's box. */
  function boxOf(id) {
    if (!sizes.has(id)) {
      measuring.font = FONT;
      const lines = ml.nodeOf.get(id).label.split("\n");
      const wide = Math.max(...lines.map((line) => measuring.measureText(line).width));
      sizes.set(id, { w: wide / 2 + 10, h: (lines.length * 17) / 2 + 7 });
    }
    return sizes.get(id);
  }

  /** The way of vis's own curve of this roundness, from middle to middle. */
  function along(a, b, bend) {
    const angle = Math.atan2(a.y - b.y, b.x - a.x) + (0.5 * bend + 0.5) * Math.PI;
    const reach = (0.5 * Math.abs(bend) + 0.5) * Math.hypot(b.x - a.x, b.y - a.y);
    const via = { x: a.x + reach * Math.sin(angle), y: a.y + reach * Math.cos(angle) };
    return Array.from({ length: POINTS + 1 }, (_, at) => {
      const t = at / POINTS;
      const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      return { x: p * a.x + q * via.x + r * b.x, y: p * a.y + q * via.y + r * b.y };
    });
  }

  function isIn({ x, y }, place, { w, h }, room = 0) {
    return Math.abs(x - place.x) <= w + room && Math.abs(y - place.y) <= h + room;
  }

  function far(p, q) {
    return Math.hypot(p.x - q.x, p.y - q.y);
  }

  function nearest(point, line) {
    let least = Infinity;
    for (const { x, y } of line) least = Math.min(least, (x - point.x) ** 2 + (y - point.y) ** 2);
    return Math.sqrt(least);
  }

  /** What speaks against a bend: boxes under it, a middle that others cover, and the bend itself. */
  function cost(arrow, bend, boxes, others, { left, right, top, bottom }) {
    const [from, to] = [arrow.payer, arrow.payee].map((id) => boxes.get(id));
    const line = along(from.place, to.place, bend).filter((p) => !isIn(p, from.place, from.size) && !isIn(p, to.place, to.size));
    if (!line.length) return { cost: Math.abs(bend), line: [to.place], middle: to.place };
    const middle = line[Math.floor(line.length / 2)];
    let sum = 14 * Math.abs(bend);
    for (const { x, y } of line) if (x < left || x > right || y < top || y > bottom) sum += 1.5;
    for (const [id, { place, size }] of boxes) {
      if (id === arrow.payer || id === arrow.payee) continue;
      for (const point of line) if (isIn(point, place, size, ROOM)) sum += 1.5;
      if (isIn(middle, place, size, ROOM)) sum += 12;
    }
    for (const other of others) {
      if (far(middle, other.middle) < 26) sum += 9;
      if (nearest(middle, other.line) < (arrow.width + other.width) / 2 + 4) sum += 5;
      if (nearest(other.middle, line) < (arrow.width + other.width) / 2 + 4) sum += 5;
    }
    return { cost: sum, line, middle };
  }

  /** The bend of each of these arrows between parties that stand at `places`, the widest first. */
  function bends(arrows, places) {
    if (arrows.length > MANY) return new Map(arrows.map(({ id }) => [id, BENDS[0]]));
    const boxes = new Map([...places].map(([id, place]) => [id, { place, size: boxOf(id) }]));
    const sides = ml.bounds(places);
    const told = new Map();
    const laid = [];
    for (const { id, payer, payee, amount } of arrows) {
      if (payer === payee) continue;
      const arrow = { payer, payee, width: ml.widthOf(amount) };
      let best = null;
      for (const bend of BENDS) {
        const option = cost(arrow, bend, boxes, laid, sides);
        if (!best || option.cost < best.cost - 1e-9) best = { ...option, bend };
      }
      told.set(id, best.bend);
      laid.push({ ...arrow, line: best.line, middle: best.middle });
    }
    return told;
  }

  /** The same as vis takes it. */
  function smooth(bend) {
    if (bend === undefined) return { enabled: false };
    return { enabled: true, type: bend < 0 ? "curvedCCW" : "curvedCW", roundness: Math.abs(bend) };
  }

  Object.assign(ml, { bends, boxOf, smooth, nodeFont: FONT });
})();
