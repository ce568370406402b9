// Round each party: where its booked revenue came from, in the chosen case and year, with the own-money
// interval as a hatched band outside. The same figures stand in the panel and in the tooltip.
(() => {
  const ml = window.moneyloop;
  // In this order clockwise from the top; each part adds up these columns of the party's row.
  const PARTS = [
    ["own", ["own_estimate"]],
    ["other-network-investors", ["other_network_investors", "outside_investors"]],
    ["reciprocal", ["reciprocal", "earlier_cash"]],
    ["no-known-source", ["no_known_source"]],
    ["customers", ["customers"]],
  ];
  const TOP = -Math.PI / 2;
  // Where revenue is known for a part of the year only, the ring stays open before the top.
  const OPEN = 0.86;
  const SMALLEST_MARK = 5.5; // pixels; below, a ring would be a blot
  const SMALLEST_BAND = 7.5;

  /**
   * The ring of a party: null without a pool; no parts without booked revenue. `hidden`: whose money
   * the revenue was is not public.
   */
  function ringOf(id) {
    return ml.once("rings", () => new Map(ml.picture.nodes.map((node) => [node.id, ring(node)]))).get(id);
  }

  function ring(node) {
    if (node.outside) return null;
    const row = ml.row(node.id);
    if (!row || !(row.revenue > 0)) return { parts: [], open: false, hidden: false, band: null };
    const hidden = row.network_sales === null;
    const parts = hidden ? [] : PARTS.map(([key, columns]) => ({
      key,
      share: Math.max(0, ml.sum(columns.map((column) => row[column] ?? 0)) / row.revenue),
    }));
    const { low, high, estimate } = ml.over(ml.ends(row, "own"), row.revenue);
    // A high end that is not public may be all of it; without an estimate there is no tick.
    const band = low !== null && high !== 0 ? { low, estimate, high: high ?? 1, isOpen: high === null } : null;
    return { parts, open: !ml.isLedger && (row.revenue_coverage ?? 1) < 0.9995, hidden, band };
  }

  /**
   * How far a party's ring reaches beyond its mark of this radius, in pixels: all of it, and its foot,
   * where the name stands. A band that starts at the top reaches the foot only when it is long.
   */
  function ringRoom(id, radius) {
    const told = radius >= SMALLEST_MARK ? ringOf(id) : null;
    if (!told) return { all: 1, foot: 1 };
    if (!told.parts.length && !told.hidden) return { all: 4, foot: 4 };
    const ring = 3 + thickness(radius);
    const all = ring + (told.band && radius >= SMALLEST_BAND ? 2 + bandHeight(radius) : 0);
    return { all, foot: told.band?.high > 0.3 ? all : ring };
  }

  function thickness(radius) {
    return Math.min(6, Math.max(2.5, radius * 0.24));
  }

  function bandHeight(radius) {
    return Math.min(9, Math.max(5, radius * 0.4));
  }

  function arc(ctx, x, y, radius, from, to) {
    ctx.beginPath();
    ctx.arc(x, y, radius, from, to);
    ctx.stroke();
  }

  function drawRing(ctx, { x, y, radius }, told, alpha) {
    ctx.lineCap = "butt";
    if (!told.parts.length && !told.hidden) {
      ctx.lineWidth = 1;
      ctx.strokeStyle = ml.colour("--node-line", 0.4 * alpha);
      arc(ctx, x, y, radius + 3, 0, 2 * Math.PI);
      return;
    }
    const width = thickness(radius);
    const middle = radius + 2.5 + width / 2;
    const whole = 2 * Math.PI * (told.open ? OPEN : 1);
    let at = TOP;
    ctx.lineWidth = width;
    for (const { key, share } of told.parts) {
      const to = Math.min(TOP + whole, at + share * whole);
      ctx.strokeStyle = ml.colour(`--bucket-${key}`, alpha);
      if (to > at) arc(ctx, x, y, middle, at, to);
      at = to;
    }
    // Dotted: not public. All of it, or the part of the year without a revenue figure.
    const dotted = told.hidden ? TOP : TOP + whole;
    if (told.open || told.hidden) {
      ctx.lineWidth = 1;
      ctx.setLineDash([1.5, 2.5]);
      ctx.strokeStyle = ml.colour("--node-line", alpha);
      arc(ctx, x, y, middle, dotted, TOP + 2 * Math.PI);
      ctx.setLineDash([]);
    }
    if (told.band && radius >= SMALLEST_BAND) {
      drawBand(ctx, { x, y, inner: middle + width / 2 + 1.5, height: bandHeight(radius) }, told.band, whole, alpha);
    }
  }

  // From the low to the high of own money back, hatched; a tick at the estimate.
  function drawBand(ctx, { x, y, inner, height }, { low, estimate, high, isOpen }, whole, alpha) {
    const outer = inner + height;
    const from = TOP + low * whole;
    // A band of a hair would not be seen: it is at least three pixels wide.
    const to = Math.max(from + 3 / outer, TOP + Math.min(1, high) * whole);
    const spoke = (angle, start, end) => {
      ctx.beginPath();
      ctx.moveTo(x + start * Math.cos(angle), y + start * Math.sin(angle));
      ctx.lineTo(x + end * Math.cos(angle), y + end * Math.sin(angle));
      ctx.stroke();
    };
    ctx.beginPath();
    ctx.arc(x, y, outer, from, to);
    ctx.arc(x, y, inner, to, from, true);
    ctx.closePath();
    ctx.fillStyle = ml.colour("--bucket-own", 0.25 * alpha);
    ctx.fill();
    ctx.lineWidth = 0.9;
    ctx.strokeStyle = ml.colour("--bucket-own", alpha);
    if (isOpen) ctx.setLineDash([1.5, 2.5]);
    ctx.stroke();
    ctx.setLineDash([]);
    for (let angle = from + 2.4 / outer; angle < to; angle += 2.4 / outer) spoke(angle, inner, outer);
    if (estimate === null) return;
    // The tick at the estimate stands on the band, so that it does not cover a narrow one.
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = ml.colour("--ink", alpha);
    spoke(TOP + estimate * whole, outer - 0.5, outer + 4);
  }

  function drawRings(ctx, marks) {
    const litParties = ml.litParties();
    for (const [id, mark] of marks) {
      if (mark.radius < SMALLEST_MARK) continue;
      const told = ringOf(id);
      if (told) drawRing(ctx, mark, told, !litParties || litParties.has(id) ? 1 : 0.18);
    }
  }

  /** A glow behind the parties of the lit loop. */
  function drawGlow(ctx, marks) {
    if (!ml.selectedLoop()) return;
    for (const id of ml.litParties()) {
      const mark = marks.get(id);
      if (!mark) continue;
      ctx.beginPath();
      ctx.arc(mark.x, mark.y, mark.foot + 12, 0, 2 * Math.PI);
      ctx.fillStyle = ml.colour("--loop", 0.15);
      ctx.fill();
    }
  }

  Object.assign(ml, { ringOf, ringRoom, drawRings, drawGlow });
})();
