// Take it away: the picture as it stands, as PNG and SVG, and the deals that it shows as CSV.
(() => {
  const ml = window.moneyloop;
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
  const PAD = 18;
  const SHARP = 2;
  const COLUMNS = [
    "id", "payer", "payee", "kind", "class", "amount_usd_bn", "amount_high_usd_bn", "paid_usd_bn",
    "announced", "start", "end", "status", "settlement", "evidence", "part_of", "replaces", "exchange_for",
    "condition", "notice_days", "cancellable_from", "assumed", "source", "outlet", "url", "source_date",
    "locator", "as_stated", "disputed_by", "tier", "note",
  ];
  const NOW = ["amount_shown_usd_bn", "left_out", "case", "year", "as_of"];
  // What a list of payments has of these.
  const OF_PAYMENTS = ["id", "payer", "payee", "kind", "class", "amount_usd_bn", "start", "amount_shown_usd_bn", "left_out", "year"];

  function save(blob, name) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  }

  // The table ----------------------------------------------------------------------------------

  /** One cell: a text that a spreadsheet would run as a formula gets an apostrophe in front. */
  function cell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const text = /^[\s\u200B]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /** The head of a column: only USD billions are called so. */
  function heading(column) {
    return ml.isLedger ? column.replace("_usd_bn", "") : column;
  }

  /** The deals of the arrows that the picture shows. */
  function shownDeals() {
    return ml.payload.deals.filter(({ id }) => ml.drawnDeals().has(id));
  }

  /** The shown deals, each with its amount under the chosen case and year, and with that basis. */
  function csv() {
    const columns = ml.isLedger ? OF_PAYMENTS : [...COLUMNS, ...NOW];
    const now = { case: ml.state.case, year: ml.state.year ?? (ml.isLedger ? "all" : "whole term"), as_of: ml.payload.as_of };
    const lines = shownDeals().map((deal) => {
      const row = { ...deal, ...now, amount_shown_usd_bn: ml.amountOf(deal.id), left_out: ml.reasonOf(deal.id) };
      return columns.map((column) => row[column]);
    });
    return [columns.map(heading), ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
  }

  // The picture --------------------------------------------------------------------------------

  /** Let the map draw itself, as it stands, on another context. */
  function drawMap(ctx, ratio) {
    const { canvas, renderer } = ml.network;
    const before = canvas.pixelRatio;
    canvas.getContext = () => ctx;
    canvas.pixelRatio = ratio;
    try {
      renderer._redraw();
    } finally {
      delete canvas.getContext;
      canvas.pixelRatio = before;
      ml.network.redraw();
    }
  }

  function wrapped(ctx, text, width) {
    const lines = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (lines.at(-1) && ctx.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  /** What stands over the map: title, what is lit or the headline, basis. */
  function titles(ctx, width) {
    const [title, more] = ml.titles();
    const texts = [
      [title, "600 18px", "--ink", 5],
      [more, "13px", "--ink-soft", 4],
      [ml.basis().join(" \u00b7 "), "12px", "--ink-soft", 3],
    ];
    return texts.flatMap(([text, font, colour, most]) => {
      ctx.font = `${font} ${FONT}`;
      const clean = text.replace(/[\p{Cc}\u2028\u2029]/gu, " ").slice(0, 600);
      return wrapped(ctx, clean, width - 2 * PAD).slice(0, most).map((line) => ({ line, font, colour, high: parseInt(font.split(" ").at(-1), 10) * 1.35 }));
    });
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
    ctx.font = `12px ${FONT}`;
    let [x, y] = [PAD, 0];
    for (const item of items) {
      const wide = ctx.measureText(item.text).width + (item.colour ? 42 : 10);
      if (x > PAD && x + wide > width - PAD) [x, y] = [PAD, y + 19];
      Object.assign(item, { x, y });
      x += wide;
    }
    return { items, high: y + 19 };
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

  /** The whole picture on one context: titles, map, keys, where it is from. */
  function compose(make, ratio) {
    const { clientWidth: width, clientHeight: height } = ml.byId("stage");
    const rough = make(width, height);
    const above = titles(rough, width);
    const below = keys(rough, width);
    const top = above.reduce((sum, { high }) => sum + high, 0) + 2 * PAD;
    const whole = make(width, Math.ceil(top + height + below.high + 30 + PAD));
    const map = make(width, height);
    drawMap(map, ratio);

    whole.scale(ratio, ratio);
    whole.fillStyle = ml.colour("--stage");
    whole.fillRect(0, 0, width, whole.canvas.height / ratio);
    whole.textAlign = "start";
    whole.textBaseline = "middle";
    let y = PAD;
    for (const { line, font, colour, high } of above) {
      whole.font = `${font} ${FONT}`;
      whole.fillStyle = ml.colour(colour);
      whole.fillText(line, PAD, y + high / 2);
      y += high;
    }
    whole.drawImage(map.canvas instanceof HTMLCanvasElement ? map.canvas : map, 0, top, width, height);
    whole.font = `12px ${FONT}`;
    for (const item of below.items) drawKey(whole, { ...item, y: top + height + 14 + item.y });
    whole.fillStyle = ml.colour("--ink-soft");
    whole.fillText(`moneyloop \u00b7 ${ml.shownLine()}`, PAD, top + height + below.high + 22);
    return whole;
  }

  function canvasContext(width, height) {
    const canvas = document.createElement("canvas");
    canvas.width = width * SHARP;
    canvas.height = height * SHARP;
    // What draws on it asks for the ratio of the two widths.
    Object.defineProperty(canvas, "clientWidth", { value: width });
    Object.defineProperty(canvas, "clientHeight", { value: height });
    return canvas.getContext("2d");
  }

  function png() {
    return compose(canvasContext, SHARP).canvas;
  }

  function svg() {
    return compose(ml.svgContext, 1).file(ml.titles()[0], ml.basis().join(" \u00b7 "));
  }

  /** What is in the picture, for the name of its file. */
  function shownName() {
    const loop = ml.selectedLoop();
    if (!loop) return "";
    return ["loop", loop.rank].filter((part) => part !== null).join("-");
  }

  ml.byId("png-button").addEventListener("click", () => {
    png().toBlob((blob) => save(blob, ml.fileName(shownName(), "png")), "image/png");
  });
  ml.byId("svg-button").addEventListener("click", () => {
    save(new Blob([svg()], { type: "image/svg+xml;charset=utf-8" }), ml.fileName(shownName(), "svg"));
  });
  ml.byId("csv-button").addEventListener("click", () => {
    save(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }), ml.fileName("deals", "csv"));
  });
  Object.assign(ml, { csv, png, svg });
})();
