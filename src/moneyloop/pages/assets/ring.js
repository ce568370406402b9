// A loop as a ring: its parties round it, its legs as arrows with their numbers and amounts. All rings
// of a period have one scale, that of the map.
(() => {
  const ml = window.moneyloop;
  const [WIDTH, HEIGHT] = [360, 250];
  const [MIDDLE_X, MIDDLE_Y, WIDE, HIGH] = [180, 125, 104, 82];
  const POINTS = 48;
  const LINE = 15;
  const measuring = document.createElement("canvas").getContext("2d");

  function svg(tag, values, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function width(text, font) {
    measuring.font = `${font} system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
    return measuring.measureText(text).width;
  }

  function at(angle, out = 0) {
    return { x: MIDDLE_X + (WIDE + out) * Math.cos(angle), y: MIDDLE_Y + (HIGH + out) * Math.sin(angle) };
  }

  function box(name, angle) {
    const lines = (ml.nodeOf.get(name)?.label ?? name).split("\n");
    const [w, h] = [Math.max(...lines.map((line) => width(line, "13px"))) + 14, lines.length * LINE + 8];
    const { x, y } = at(angle);
    const within = (value, half, room) => Math.max(half + 1, Math.min(room - half - 1, value));
    return { x: within(x, w / 2, WIDTH), y: within(y, h / 2, HEIGHT), w, h, lines };
  }

  function isOut(point, { x, y, w, h }) {
    return Math.abs(point.x - x) > w / 2 + 2 || Math.abs(point.y - y) > h / 2 + 2;
  }

  function leg(loop, index, angles, boxes) {
    const one = loop.legs[index];
    const amount = ml.legAmount(one);
    const [from, to] = [boxes[index], boxes[(index + 1) % boxes.length]];
    const turn = (2 * Math.PI) / angles.length;
    const way = Array.from({ length: POINTS + 1 }, (_, step) => angles[index] + (turn * step) / POINTS)
      .filter((angle) => isOut(at(angle), from) && isOut(at(angle), to));
    if (way.length < 6) return [];
    const wide = Math.max(1.5, 0.75 * ml.widthOf(amount));
    const head = Math.max(9, 1.7 * wide);
    const tip = at(way.at(-1));
    const cut = way.findIndex((angle) => Math.hypot(at(angle).x - tip.x, at(angle).y - tip.y) <= head);
    const line = way.slice(0, Math.max(2, cut)).map((angle) => at(angle));
    const base = line.at(-1);
    const [dx, dy] = [tip.x - base.x, tip.y - base.y];
    const long = Math.hypot(dx, dy) || 1;
    const side = Math.max(4.5, wide * 0.95);
    const [sx, sy] = [(-dy / long) * side, (dx / long) * side];
    const size = ml.isWhole(loop) ? ml.loopSize(loop) : null;
    const limits = size !== null && amount === size;
    const point = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
    const style = limits ? "ring-leg limits" : "ring-leg";
    const middle = way[Math.floor(way.length / 2)];
    const text = `${ml.numbered(index)} ${ml.legDeals(one).length ? ml.usd(amount) : ml.legMissing(one)}`;
    const label = at(middle, wide / 2 + 12);
    const half = width(text, "600 13px") / 2;
    const x = Math.abs(Math.cos(middle)) < 0.35 ? label.x : label.x + Math.sign(Math.cos(middle)) * half;
    return [
      svg("path", { class: style, d: `M${line.map(point).join("L")}`, "stroke-width": wide.toFixed(1), ...(amount === null ? { "stroke-dasharray": "1.5 4" } : {}) }),
      svg("path", { class: `${style} head`, d: `M${point(tip)}L${point({ x: base.x + sx, y: base.y + sy })}L${point({ x: base.x - sx, y: base.y - sy })}Z` }),
      svg("text", { class: limits ? "ring-amount limits" : "ring-amount", x: Math.max(half + 2, Math.min(WIDTH - half - 2, x)).toFixed(1), y: Math.max(12, Math.min(HEIGHT - 4, label.y + 4)).toFixed(1), "text-anchor": "middle" }, text),
    ];
  }

  /** The ring of a loop, as it is now. */
  function ringOf(loop) {
    const count = loop.parties.length;
    const start = count === 2 ? Math.PI : -Math.PI / 2;
    const angles = loop.parties.map((_, index) => start + (2 * Math.PI * index) / count);
    const boxes = loop.parties.map((name, index) => box(name, angles[index]));
    const picture = svg("svg", { class: "loop-ring", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
    picture.append(svg("title", {}, loop.legs.map((one, index) => `${index + 1}. ${one.payer} ${one.class === "investment" ? "invests in" : "buys from"} ${one.payee}: ${ml.usd(ml.legAmount(one))}`).join("; ")));
    picture.append(...loop.legs.flatMap((_, index) => leg(loop, index, angles, boxes)));
    for (const { x, y, w, h, lines } of boxes) {
      picture.append(svg("rect", { class: "ring-box", x: x - w / 2, y: y - h / 2, width: w, height: h, rx: 5 }));
      lines.forEach((line, row) => {
        picture.append(svg("text", { class: "ring-name", x, y: y - h / 2 + 4 + LINE * (row + 0.78), "text-anchor": "middle" }, line));
      });
    }
    return picture;
  }

  Object.assign(ml, { ringOf });
})();
