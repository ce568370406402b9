// The numbers behind a drawing: the table as rows, and rows as CSV.
(() => {
  const ml = window.moneyloop;
  const PLAIN = /^[-\u2212]?(0|[1-9]\d{0,2}(,\d{3})+|[1-9]\d*)(\.\d+)?$/;
  // An amount as the pages write it: begins like a formula where it is negative, and is none.
  const AMOUNT = /^-\$?[\d.,]+(bn|%|\u00a2)?$/;

  /** The text of a cell; a number where its column has numbers and it is nothing else. */
  function valueOf(cell) {
    const text = cell.textContent.replace(/\s+/g, " ").trim();
    const isNumber = cell.classList.contains("num") && PLAIN.test(text);
    return isNumber ? Number(text.replaceAll(",", "").replace("\u2212", "-")) : text;
  }

  /** The rows of a table, the head first, folded ones too; a cell over several columns stands in the first. */
  function rowsOf(table) {
    return [...table.rows].map((row) =>
      [...row.cells].flatMap((cell) => [valueOf(cell), ...Array(cell.colSpan - 1).fill("")]),
    );
  }

  /** One cell: a text that a spreadsheet would run as a formula gets an apostrophe in front. */
  function cellOf(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const isFormula = /^[\s\u200B]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(value) && !AMOUNT.test(value);
    const text = isFormula ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /** Rows as CSV for a spreadsheet: marked as UTF-8, a clean table of one head. */
  function csv(rows) {
    return `\ufeff${rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")}`;
  }

  ml.files = { ...ml.files, rowsOf, csv };
})();
