// What the menu "Take away" gets of the map and of a panel: title, basis, words, link, numbers, picture.
(() => {
  const ml = window.moneyloop;
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
  const LEAST = 6.5; // px of the smallest name: a map of a few companies keeps the usual frame
  const EDGE = 8; // px round what the map draws
  const LINE = 20; // px of a line of the key
  const COLUMNS = [
    "id", "payer", "payee", "kind", "class", "amount_usd_bn", "amount_high_usd_bn", "paid_usd_bn",
    "announced", "start", "end", "status", "settlement", "evidence", "part_of", "replaces", "exchange_for",
    "condition", "notice_days", "cancellable_from", "assumed", "source", "outlet", "url", "source_date",
    "locator", "as_stated", "disputed_by", "tier", "note",
  ];
  const NOW = ["amount_shown_usd_bn", "left_out", "case", "year", "as_of"];
  // What a list of payments has of these.
  const OF_PAYMENTS = ["id", "payer", "payee", "kind", "class", "amount_usd_bn", "start", "amount_shown_usd_bn", "left_out", "year"];

  // The numbers --------------------------------------------------------------------------------

  /** The head of a column: only USD billions are called so. */
  function heading(column) {
    return ml.isLedger ? column.replace("_usd_bn", "") : column;
  }

  /** Deals as rows under their head, each with its amount under the chosen case and year, and with that basis. */
  function rowsOf(isIn) {
    const columns = ml.isLedger ? OF_PAYMENTS : [...COLUMNS, ...NOW];
    const now = { case: ml.state.case, year: ml.state.year ?? (ml.isLedger ? "all" : "whole term"), as_of: ml.payload.as_of };
    const rows = ml.payload.deals.filter(({ id }) => isIn.has(id)).map((deal) => {
      const row = { ...deal, ...now, amount_shown_usd_bn: ml.amountOf(deal.id), left_out: ml.reasonOf(deal.id) };
      return columns.map((column) => row[column]);
    });
    return [columns.map(heading), ...rows];
  }

  /** The table of the panel; of an arrow and of a loop, which have none, their deals. */
  function panelRows() {
    const table = ml.byId("panel").querySelector("table");
    if (table) return ml.files.rowsOf(table);
    const { type, key } = ml.state.selection;
    const ids = { loop: () => ml.loopOf.get(key).ids, arrow: () => ml.arrows.get(key).deals, party: () => ml.dealsOf.get(key) ?? [] }[type]();
    return rowsOf(new Set(ids));
  }

  // The picture --------------------------------------------------------------------------------

  /** Let the map draw itself, as it stands, on another context. */
  function drawMap(ctx) {
    const { canvas, renderer } = ml.network;
    const before = canvas.pixelRatio;
    canvas.getContext = () => ctx;
    canvas.pixelRatio = 1;
    try {
      renderer._redraw();
    } finally {
      delete canvas.getContext;
      canvas.pixelRatio = before;
      ml.network.redraw();
    }
  }

  /** The part of the window on the map that something is drawn in. */
  function extent({ width, height }) {
    const boxes = [...ml.boxesOnScreen(), ...ml.labels().map(({ box }) => box)];
    const points = [...ml.drawnLines().values()].flatMap(({ line }) => line).map((point) => ml.network.canvasToDOM(point));
    const within = (value, most) => Math.max(0, Math.min(most, value));
    const [xs, ys] = [["x", "w"], ["y", "h"]].map(([from, size]) => [...boxes, ...points].flatMap((one) => [one[from], one[from] + (one[size] ?? 0)]));
    if (!xs.length) return { x: 0, y: 0, width, height };
    const [x, y] = [within(Math.min(...xs) - EDGE, width), within(Math.min(...ys) - EDGE, height)];
    return { x, y, width: within(Math.max(...xs) + EDGE, width) - x, height: within(Math.max(...ys) + EDGE, height) - y };
  }

  /** What stands under it: what colours and lines mean. */
  function keys(ctx, width) {
    const arrows = [...ml.drawnArrows().values()];
    const roles = [["invests", "invests"], ["buys", "buys"], ["else", "returns"]]
      .filter(([role]) => arrows.some((arrow) => arrow.role === role))
      .map(([role, text]) => ({ text, colour: ml.colourOf(role), dash: [] }));
    const items = [
      ...roles,
      ...(ml.selectedLoop() ? [{ text: "the loop", colour: "--own", dash: [] }] : []),
      ...(arrows.some(({ amount, role }) => amount === null && role !== "aside") ? [{ text: "dotted: amount not public", colour: "--ink", dash: [1.5, 3] }] : []),
      { text: `width and numbers: ${ml.unitWords}, ${ml.period()}`, colour: null },
    ];
    ctx.font = `13px ${FONT}`;
    let [x, y] = [0, 0];
    for (const item of items) {
      const wide = ctx.measureText(item.text).width + (item.colour ? 44 : 10);
      if (x && x + wide > width) [x, y] = [0, y + LINE];
      Object.assign(item, { x, y });
      x += wide;
    }
    return { items, high: y + LINE };
  }

  function drawKey(ctx, { text, colour, dash, x, y }) {
    if (colour) {
      ctx.strokeStyle = ml.colour(colour);
      ctx.lineWidth = 2.6;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(x + 22, y);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.fillStyle = ml.colour("--ink");
    ctx.fillText(text, x + (colour ? 28 : 0), y);
  }

  /** The map as it stands with its key, as the text of an SVG, in the light colours of every picture. */
  function mapPicture() {
    return ml.inLight(() => {
      const { clientWidth: width, clientHeight: height } = ml.byId("stage");
      const map = ml.svgContext(width, height);
      drawMap(map);
      const part = extent({ width, height });
      const below = keys(map, part.width);
      const whole = ml.svgContext(part.width, part.height + EDGE + below.high);
      whole.drawPart(map, part);
      whole.font = `13px ${FONT}`;
      whole.textBaseline = "middle";
      for (const item of below.items) drawKey(whole, { ...item, y: part.height + EDGE + LINE / 2 + item.y });
      return whole.file(ml.titles()[0], ml.basis().join(" \u00b7 "));
    });
  }

  /** What is seen: the map, or on a phone the ring of the loop while the map is closed. */
  function pictured() {
    if (ml.byId("stage").clientWidth) return mapPicture;
    return ringPicture();
  }

  function ringPicture() {
    const loop = ml.selectedLoop();
    return loop && (() => ml.ringOf(loop));
  }

  const both = {
    title: () => ml.titles()[0],
    // Without the data: the foot of a picture, the words and the workbook name them with their edition.
    basis: () => ml.basis().slice(0, -1).join(" \u00b7 "),
    words: () => ml.sentence(),
    link: () => ml.address(),
  };
  ml.takes = {
    map: { ...both, least: LEAST, get picture() { return pictured(); }, rows: () => rowsOf(ml.drawnDeals()) },
    panel: { ...both, get picture() { return ringPicture(); }, rows: panelRows },
  };
})();
