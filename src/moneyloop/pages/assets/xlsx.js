// A workbook of a few sheets as an .xlsx file: a zip, not packed, of the smallest XML that spreadsheets read.
(() => {
  const ml = window.moneyloop;
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const MOST = 32_767; // letters in a cell
  const [BOLD, TEXT] = [1, 2]; // the looks in styles()

  const encoder = new TextEncoder();

  /** Text in XML; what looks like an escape of the format is told from one. */
  function xml(text) {
    return ml.files.lawful(String(text).slice(0, MOST))
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
      .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  }

  // The parts ----------------------------------------------------------------------------------

  /** A, B, ... Z, AA of 0, 1, ... 25, 26. */
  function letters(column) {
    const last = String.fromCharCode(65 + (column % 26));
    return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
  }

  function cell(value, place, isHead) {
    if (value === null || value === undefined || value === "") return "";
    if (typeof value === "number" && Number.isFinite(value)) return `<c r="${place}"><v>${value}</v></c>`;
    // Text that begins like a formula stays text, also when a reader goes into the cell and out again.
    const look = isHead ? BOLD : /^[\s\u200B]*[=+\-@]/.test(value) ? TEXT : 0;
    return `<c r="${place}" s="${look}" t="inlineStr"><is><t xml:space="preserve">${xml(value)}</t></is></c>`;
  }

  function columns(rows) {
    const count = Math.max(0, ...rows.map((row) => row.length));
    const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => String(row[at] ?? "").length)));
    const written = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${Math.min(60, width + 3)}" customWidth="1"/>`);
    return count ? `<cols>${written.join("")}</cols>` : "";
  }

  /** A sheet of rows, whose first one is the head: bold, and it stays where it is. */
  function sheet(rows) {
    const lines = rows.map((row, at) => {
      const cells = row.map((value, column) => cell(value, `${letters(column)}${at + 1}`, at === 0));
      return `<row r="${at + 1}">${cells.join("")}</row>`;
    });
    const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
    return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>`
      + `${columns(rows)}<sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  function styles() {
    const font = (more) => `<font>${more}<sz val="11"/><name val="Calibri"/></font>`;
    const look = (more) => `<xf numFmtId="0" fillId="0" borderId="0" xfId="0" ${more}/>`;
    const looks = [look('fontId="0"'), look('fontId="1" applyFont="1"'), look('fontId="0" quotePrefix="1"')];
    return `<styleSheet xmlns="${MAIN}"><fonts count="2">${font("")}${font("<b/>")}</fonts>`
      + '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
      + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
      + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
      + `<cellXfs count="3">${looks.join("")}</cellXfs>`
      + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
  }

  function parts(sheets) {
    const each = (write) => sheets.map((one, at) => write(at + 1, one)).join("");
    const relation = (id, type, target) => `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
    const override = (part, type) => `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${type}+xml"/>`;
    const relations = (inside) => `<Relationships xmlns="${PACKAGE}/relationships">${inside}</Relationships>`;
    return {
      "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types">`
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + '<Default Extension="xml" ContentType="application/xml"/>'
        + `${override("workbook", "sheet.main")}${override("styles", "styles")}${each((at) => override(`worksheets/sheet${at}`, "worksheet"))}</Types>`,
      "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
      "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>`
        + `${each((at, { name }) => `<sheet name="${xml(name)}" sheetId="${at}" r:id="rId${at}"/>`)}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": relations(
        each((at) => relation(at, "worksheet", `worksheets/sheet${at}.xml`)) + relation(sheets.length + 1, "styles", "styles.xml"),
      ),
      "xl/styles.xml": styles(),
      ...Object.fromEntries(sheets.map(({ rows }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(rows)])),
    };
  }

  // The zip ------------------------------------------------------------------------------------

  const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

  function crc32(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff];
    return (value ^ 0xffffffff) >>> 0;
  }

  /** Numbers of two or four bytes, the low byte first: [size, value] each. */
  function packed(fields) {
    const bytes = fields.flatMap(([size, value]) => Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 0xff));
    return Uint8Array.from(bytes);
  }

  /** Files that are stored as they are, of one day, so that the same numbers are the same bytes. */
  function zip(files) {
    const [local, central] = [[], []];
    let offset = 0;
    for (const [name, text] of Object.entries(files)) {
      const [title, data] = [encoder.encode(name), encoder.encode(text)];
      // Version, flags (names are UTF-8), stored, time, 1 January 1980, checksum, sizes, no more fields.
      const common = [
        [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x0021], [4, crc32(data)], [4, data.length], [4, data.length], [2, title.length], [2, 0],
      ];
      const head = packed([[4, 0x04034b50], ...common]);
      central.push(packed([[4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), title);
      local.push(head, title, data);
      offset += head.length + title.length + data.length;
    }
    const size = central.reduce((sum, part) => sum + part.length, 0);
    const count = Object.keys(files).length;
    const end = packed([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]]);
    return new Blob([...local, ...central, end], { type: `${TYPE}.sheet` });
  }

  /** A workbook of sheets, each {name, rows}: numbers are numbers, all else is text and never a formula. */
  function xlsx(sheets) {
    const declared = Object.entries(parts(sheets)).map(([name, text]) => [name, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`]);
    return zip(Object.fromEntries(declared));
  }

  ml.files = { ...ml.files, xlsx };
})();
