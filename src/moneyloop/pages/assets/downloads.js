// Take it away: the picture as PNG, the deals as CSV.
(() => {
  const ml = window.moneyloop;
  const COLUMNS = [
    "id", "payer", "payee", "kind", "class", "amount_usd_bn", "amount_high_usd_bn", "paid_usd_bn",
    "announced", "start", "end", "status", "settlement", "evidence", "part_of", "replaces",
    "condition", "assumed", "source", "outlet", "url", "source_date", "note", "left_out",
  ];

  function save(blob, name) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  }

  /** One cell: a text that a spreadsheet would run as a formula gets an apostrophe in front. */
  function cell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const text = /^\s*[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /** Every deal of the data, with a column that says whether the picture shows it now. */
  function csv() {
    const lines = ml.payload.deals.map((deal) =>
      [...COLUMNS.map((column) => cell(deal[column])), ml.shown().has(deal.id) ? "yes" : "no"].join(","),
    );
    return [`${COLUMNS.join(",")},drawn`, ...lines].join("\r\n") + "\r\n";
  }

  /** The picture as it stands, on paper colour, with a line that says what it is. */
  function png() {
    const source = ml.network.canvas.frame.canvas;
    const ratio = source.width / source.clientWidth;
    const foot = Math.round(34 * ratio);
    const copy = document.createElement("canvas");
    copy.width = source.width;
    copy.height = source.height + foot;
    const ctx = copy.getContext("2d");
    ctx.fillStyle = ml.colour("--stage");
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(source, 0, 0);
    ctx.fillStyle = ml.colour("--ink-soft");
    ctx.font = `${12 * ratio}px system-ui, sans-serif`;
    const { data, as_of: asOf, case: ruler } = ml.payload;
    ctx.fillText(`moneyloop \u00b7 ${ml.shown().size} deals \u00b7 ${ruler} amounts \u00b7 as of ${asOf} \u00b7 data: ${data}`.slice(0, 200), 14 * ratio, source.height + 21 * ratio);
    return copy;
  }

  ml.byId("png-button").addEventListener("click", () => {
    png().toBlob((blob) => save(blob, "moneyloop.png"), "image/png");
  });
  ml.byId("csv-button").addEventListener("click", () => {
    save(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }), "moneyloop-deals.csv");
  });
  Object.assign(ml, { csv, png });
})();
