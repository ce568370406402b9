// The deals of the chosen arrow, in its place: curves side by side, each as wide as its own amount. At
// the boxes they lie close together, as wide as the arrow; between them they open, and end in one head.
(() => {
  const ml = window.moneyloop;
  const { network } = ml;
  const [SAMPLES, POINTS] = [160, 48];
  const THINNEST = 1.5; // pixels
  const GAP = 8; // pixels between two curves, where there is room
  const SHIFTS = [16, -16, 32, -32, 48, -48, 72, -72]; // pixels
  const CLEAR = 2; // pixels between a box and a point that is free of it, and so many units of the map
  const STEEP = 0.4; // the least cosine of a curve to the line between the boxes that is allowed for
  const DIM = 0.45; // the deals beside the chosen one

  /** The part of an arrow between the boxes, as two shares of its way; all of it where they touch. */
  function between({ payer, payee }, id) {
    const ends = [payer, payee].map((party) => ({ ...ml.places().get(party), ...ml.boxOf(party) }));
    const shares = Array.from({ length: SAMPLES + 1 }, (_, at) => at / SAMPLES).filter((share) => {
      const { x, y } = ml.pointOn(id, share);
      return ends.every((end) => Math.abs(x - end.x) > end.w || Math.abs(y - end.y) > end.h);
    });
    return shares.length > 1 ? [Math.max(0, shares[0] - 1 / SAMPLES), shares.at(-1)] : [0, 1];
  }

  /** The share of its way at which a head of this length begins: at most 40% of what is seen before its end. */
  function beforeHead(id, from, to, length) {
    const end = ml.pointOn(id, to);
    for (let step = 1; step < 40; step += 1) {
      const share = to - ((to - from) * step) / 100;
      const { x, y } = ml.pointOn(id, share);
      if (Math.hypot(x - end.x, y - end.y) >= length) return share;
    }
    return to - 0.4 * (to - from);
  }

  /** Where the middle of each of these widths lies, side by side around 0. */
  function sideBySide(widths, gap) {
    let at = -(widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1)) / 2;
    return widths.map((width) => {
      const middle = at + width / 2;
      at += width + gap;
      return middle;
    });
  }

  /**
   * The curves of the open arrow: {curves, head}. Each has its `name`, `line`, `width`, `strength` and
   * `colour`; the head is the points of a triangle. Null while no arrow is open.
   */
  function fan() {
    return ml.once("fan", () => {
      const opened = ml.opened();
      const [start, end] = opened ? [0, 1].map((share) => ml.pointOn(opened.id, share)) : [];
      if (!start || !end) return null;
      const { scale } = ml.fitted();
      const widths = opened.curves.map(({ amount }) => Math.max(THINNEST / scale, ml.widthOf(amount)));
      const [near, far] = [sideBySide(widths, 0), sideBySide(widths, GAP / scale)];
      const bundle = widths.reduce((sum, width) => sum + width, 0);
      const [from, tip] = between(ml.arrows.get(opened.id), opened.id);
      const to = beforeHead(opened.id, from, tip, (9 + 0.5 * bundle * scale) / scale);
      const long = Math.hypot(end.x - start.x, end.y - start.y) || 1;
      const [ax, ay] = [(end.x - start.x) / long, (end.y - start.y) / long];
      const steps = Array.from({ length: POINTS + 1 }, (_, at) => step(at / POINTS));

      // A place on the arrow, how far it is open there, and how much further apart that is across it.
      function step(share) {
        const at = from + share * (to - from);
        const [a, b] = [Math.max(0, at - 0.01), Math.min(1, at + 0.01)].map((one) => ml.pointOn(opened.id, one));
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const across = Math.max(STEEP, (dx * ax + dy * ay) / (Math.hypot(dx, dy) || 1));
        return { ...ml.pointOn(opened.id, at), open: Math.sin(Math.PI * share), across };
      }

      const laid = (shift) => far.map((middle, at) => steps.map(({ x, y, open, across }) => {
        const off = (near[at] + (middle + shift - near[at]) * open) / across;
        return { x: x - ay * off, y: y + ax * off };
      }));
      // Aside, where boxes would hide whole curves.
      const boxes = [...ml.places()].filter(([party]) => ml.drawnParties().has(party)).map(([party, at]) => ({ ...at, ...ml.boxOf(party) }));
      const clear = CLEAR + CLEAR / scale;
      const isFree = ({ x, y }) => boxes.every((box) => Math.abs(x - box.x) > box.w + clear || Math.abs(y - box.y) > box.h + clear);
      const hidden = (lines) => lines.filter((line) => !line.some(isFree)).length;
      let lines = laid(0);
      for (const shift of SHIFTS) {
        if (!hidden(lines)) break;
        const other = laid(shift / scale);
        if (hidden(other) < hidden(lines)) lines = other;
      }
      // The head is a little wider than what runs into it.
      const [base, point] = [steps.at(-1), ml.pointOn(opened.id, tip)];
      const [hx, hy] = [point.x - base.x, point.y - base.y];
      const half = (bundle / 2 + 4 / scale) / (Math.hypot(hx, hy) || 1);
      const corner = (side) => ({ x: base.x - side * half * hy, y: base.y + side * half * hx });
      const { type, key } = ml.state.selection;
      const curves = opened.curves.map((curve, at) => ({
        ...curve,
        name: `${curve.type}:${curve.key}`,
        line: lines[at],
        width: widths[at],
        strength: type === "arrow" || curve.key === key ? 1 : DIM,
        colour: ml.colourOf(curve.role),
      }));
      return { curves, head: [point, corner(1), corner(-1)], colour: ml.colourOf(ml.drawnArrows().get(opened.id)?.role) };
    });
  }

  function trace(ctx, [first, ...others]) {
    ctx.beginPath();
    ctx.moveTo(first.x, first.y);
    for (const { x, y } of others) ctx.lineTo(x, y);
  }

  function draw(ctx) {
    if (!fan()) return;
    const { curves, head, colour } = fan();
    ctx.save();
    for (const curve of curves) {
      ctx.strokeStyle = ml.faded(curve.colour, curve.strength);
      ctx.lineWidth = curve.width;
      ctx.setLineDash(ml.dashes(curve) || []);
      trace(ctx, curve.line);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.fillStyle = ml.faded(colour, 1);
    trace(ctx, head);
    ctx.closePath();
    ctx.fill();
    ctx.restore();
  }

  // Over the arrows and below the boxes: vis tells nobody when it has drawn the one and not the other.
  const { renderer } = network;
  const drawBoxes = renderer._drawNodes.bind(renderer);
  renderer._drawNodes = (ctx, ...others) => {
    draw(ctx);
    return drawBoxes(ctx, ...others);
  };

  Object.assign(ml, { fan });
})();
