// What lies under the pointer. An arrow is as wide as it is drawn: its distance is that to its curve
// less half its width.
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const POINTS = 36;
  const CLEAR = 3; // between a box and a middle, and more than a pixel
  const NEAR = 6; // pixels that a pointer may be off; a finger twice as many

  /** The visible part of each drawn arrow or deal as points of the map, and its middle: free of boxes. */
  function drawnLines() {
    return ml.once("lines", () => {
      const lines = new Map();
      for (const id of ml.edges.getIds()) {
        const edge = network.body.edges[id];
        if (!edge?.connected || edge.options.hidden) continue;
        const all = Array.from({ length: POINTS + 1 }, (_, at) => ml.pointOn(id, at / POINTS)).filter(Boolean);
        const ends = [edge.fromId, edge.toId];
        const seen = all.filter((point) => !ends.some((end) => isIn(point, end)));
        const line = seen.length > 1 ? seen : all;
        lines.set(id, { line, middle: middleOf(line), width: edge.options.width, strength: ml.strength(id), type: "arrow", key: id });
      }
      for (const curve of ml.fan()?.curves ?? []) lines.set(curve.name, { ...curve, middle: middleOf(curve.line) });
      return lines;
    });
  }

  function isIn({ x, y }, party, room = 0) {
    const node = network.body.nodes[party];
    if (!node?.shape?.width) return false;
    return Math.abs(x - node.x) <= node.shape.width / 2 + room && Math.abs(y - node.y) <= node.shape.height / 2 + room;
  }

  /** The boxes that may lie on a line: those that meet the rectangle round it. */
  function boxesNear(line, room) {
    const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const all = ml.once("nodes", () => ml.nodes.getIds().map((id) => network.body.nodes[id]).filter((node) => node?.shape?.width));
    return all.filter(({ x, y, shape: { width, height } }) =>
      x + width / 2 + room >= left && x - width / 2 - room <= right && y + height / 2 + room >= top && y - height / 2 - room <= bottom);
  }

  /** The point in the middle of a line; where a box lies on it, the nearest that is free. */
  function middleOf(line) {
    const half = (line.length - 1) / 2;
    const order = line.map((_, at) => at).sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
    const clear = Math.max(CLEAR, 1.5 / ml.fitted().scale);
    const near = boxesNear(line, clear);
    const free = order.find((at) => !near.some(({ id }) => isIn(line[at], id, clear)));
    return line[free ?? order[0]];
  }

  function toSegment(p, a, b) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length)) : 0;
    return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
  }

  function distance(point, line) {
    let least = Infinity;
    for (let at = 1; at < line.length; at += 1) least = Math.min(least, toSegment(point, line[at - 1], line[at]));
    return least;
  }

  /**
   * What is at a point of the stage, a party, an arrow, a deal or the rest of an arrow's deals:
   * {type, key}, or null. A box lies over arrows, an
   * amount belongs to its arrow, near a middle the nearest middle wins, elsewhere the arrow in which
   * the point lies deepest, and of those the stronger.
   */
  function hit(at, near = NEAR) {
    const scale = network.getScale();
    const point = network.DOMtoCanvas(at);
    const party = ml.nodes.getIds().reverse().find((name) => isIn(point, name, 1 / scale));
    if (party !== undefined) return { type: "party", key: party };
    const label = ml.labels().find(({ box: { x, y, w, h } }) => at.x >= x && at.x <= x + w && at.y >= y && at.y <= y + h);
    let best = null;
    for (const [id, { line, middle, width, strength, type, key }] of drawnLines()) {
      const toMiddle = Math.hypot(point.x - middle.x, point.y - middle.y) * scale;
      if (toMiddle <= 5) {
        const score = -1e6 + toMiddle;
        if (!best || score < best.score) best = { type, key, score };
        continue;
      }
      if (label?.id === id) {
        if (!best || best.score > -1e5) best = { type, key, score: -1e5 };
        continue;
      }
      const off = (distance(point, line) - width / 2) * scale;
      const score = off + (1 - strength) * 4;
      if (off <= near && (!best || score < best.score)) best = { type, key, score };
    }
    return best ? { type: best.type, key: best.key } : null;
  }

  Object.assign(ml, { hit, drawnLines, NEAR });
})();
