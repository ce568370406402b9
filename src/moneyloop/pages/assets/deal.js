// The panel of one deal: both cases, its years, every column of its row, its source.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd } = ml;
  const { heading, section, partyLink, dealLink, amountNow, isAssumed } = ml.parts;
  const EVIDENCE = {
    reported: "said by a company or in a filing",
    estimated: "worked out by a third party",
    projected: "forward looking",
    leaked: "from unnamed sources or internal papers",
  };
  const REASONS = {
    part_of: "its amount is inside another row",
    replaced: "a later row stands for it",
    talks: "nobody has promised this money yet",
    guarantee: "no money flows until it is called",
    "unknown amount": "no amount is stated",
    "no dates": "a purchase commitment without an end has no schedule",
    "not cash": "settled in stock",
    "between outside parties": "neither end is in the network",
    "replaced by what was paid": "a paid row covers its days",
    "outside the window": "its days are not in the years looked at",
  };
  const LOOPS = 6;

  // Every column of the table of deals, by its name in words.
  const COLUMNS = [
    ["id", "Id"],
    ["payer", "Payer", partyLink],
    ["payee", "Payee", partyLink],
    ["kind", "Kind", (kind) => ml.kindLabel(kind)],
    ["amount_usd_bn", "Amount, paid or signed", usd],
    ["amount_high_usd_bn", "Up to", usd],
    ["paid_usd_bn", "Paid so far", usd],
    ["announced", "Announced"],
    ["start", "Start"],
    ["end", "End"],
    ["status", "Status"],
    ["settlement", "Settlement"],
    ["evidence", "Evidence", (tag) => (EVIDENCE[tag] ? `${tag}: ${EVIDENCE[tag]}` : tag)],
    ["tier", "Source is", (tier) => ml.tierLabel(tier)],
    ["condition", "Condition"],
    ["notice_days", "Days of notice"],
    ["cancellable_from", "Notice from"],
    ["part_of", "Part of", dealLinks],
    ["replaces", "Replaces", dealLinks],
    ["exchange_for", "In exchange for", dealLinks],
    ["assumed", "Our assumptions", (text) => text.split(";").map(columnName).join(", ")],
    ["source", "Source", (text, deal) => ml.link(deal.url, text)],
    ["outlet", "Outlet"],
    ["url", "Address", (url) => ml.link(url, url)],
    ["source_date", "Source date"],
    ["locator", "Where in it"],
    ["as_stated", "As stated there"],
    ["disputed_by", "Disputed by"],
    ["note", "Note"],
  ];

  // What a row of a list of payments has.
  const OF_PAYMENTS = [...COLUMNS.slice(0, 4), ["amount_usd_bn", "Amount", usd], ...(ml.payload.as_of ? [["start", "Paid on", moment]] : [])];

  /** A day in words, with the time of it where there is one. */
  function moment(start) {
    const [day, clock] = start.split("T");
    return clock ? `${ml.day(day)}, ${clock}` : ml.day(day);
  }

  /** The ids of a cell such as "a; b". */
  function split(cell) {
    return (cell ?? "").split(";").map((id) => id.trim()).filter(Boolean);
  }

  function dealLinks(cell) {
    return el("span", "", ...split(cell).flatMap((id, at) => [at ? ", " : "", dealLink(id)]));
  }

  function columnName(column) {
    return COLUMNS.find(([name]) => name === column)?.[1].toLowerCase() ?? ml.words(column);
  }

  function columns(deal) {
    const list = el("dl", "facts-list");
    const blank = [];
    for (const [column, label, write = said] of ml.isLedger ? OF_PAYMENTS : COLUMNS) {
      const value = deal[column];
      if (value === null || value === undefined || value === "") {
        // That nobody disputes a deal is nothing that is missing.
        if (column !== "disputed_by") blank.push(label.toLowerCase());
        continue;
      }
      const shown = write(value, deal);
      const cell = el("dd", "", typeof shown === "string" ? said(shown) : shown);
      if (isAssumed(deal, column)) cell.append(" ", ml.chip("our assumption", "assumed-chip"));
      list.append(el("dt", "", label), cell);
    }
    if (deal.line) list.append(el("dt", "", "Row"), el("dd", "", `line ${deal.line} of ${ml.isLedger ? "the payments" : "deals.csv"}`));
    return [list, blank.length ? el("p", "quiet", `Not stated: ${blank.join(", ")}.`) : null];
  }

  // The years and the whole term, in both cases --------------------------------------------------

  function cell(amount, className) {
    const text = amount === undefined ? "none" : amount === null ? "not summed" : usd(amount);
    return el("td", `num ${className}`.trim(), text);
  }

  function amounts(deal) {
    const cases = Object.keys(ml.payload.cases);
    const sums = cases.map((name) => ml.payload.cases[name].deals[deal.id]);
    const unknown = sums.every((sum) => sum?.reason === "unknown amount");
    const write = (amount, name) => {
      const node = cell(amount, name === ml.state.case ? "now" : "");
      if (amount === null && (unknown || ml.parts.statedAmount(deal) === null)) node.textContent = "not public";
      return node;
    };
    const years = ml.payload.years.filter((year) => sums.some((sum) => sum && Object.hasOwn(sum.years, year)));
    const row = (label, title, pick) => {
      const head = el("th", "", title);
      head.scope = "row";
      return el("tr", label === (ml.state.year ?? "") ? "now" : "", head, ...sums.map((sum, at) => write(pick(sum), cases[at])));
    };
    const heads = ["", ...cases].map((name) => {
      const head = el(name ? "th" : "td", "", name && ml.caseWords(name));
      if (name) head.scope = "col";
      return head;
    });
    const yearCell = (year) => {
      const open = ml.button("party-link", ml.periodWords(year));
      open.addEventListener("click", () => ml.setYear(year));
      return el("span", "", open, " ", ml.isPlanned(year) ? el("span", "planned", "planned") : null);
    };
    const table = el(
      "table",
      "amounts-table",
      el("thead", "", el("tr", "", ...heads)),
      el("tbody", "", row("", ml.isLedger ? "In all" : "Whole term", (sum) => (sum ? sum.whole : null)), ...years.map((year) => row(year, yearCell(year), (sum) => sum?.years[year]))),
    );
    const none = years.length || !ml.payload.years.length ? null : el("p", "quiet", "No money of this deal falls in a year: it has no schedule, or adds nothing.");
    return [table, none, covered(deal)];
  }

  /** What was paid replaces what was promised: on the days of a paid row a promise adds nothing. */
  function covered(deal) {
    const whole = ml.figures().deals[deal.id]?.whole ?? null;
    const stated = ml.parts.statedAmount(deal);
    if (ml.reasonOf(deal.id) || whole === null || stated === null || whole > stated - 0.005) return null;
    return el("p", "quiet", `${usd(stated)} is stated. Paid rows cover some of its days, so ${usd(whole)} of it is counted.`);
  }

  function why(deal) {
    const reason = ml.reasonOf(deal.id);
    if (!reason) return null;
    const meaning = REASONS[reason] ?? REASONS[reason.replaceAll(" ", "_")];
    const node = el("p", "warn", "Not in the sums: ", said(ml.words(reason)), meaning ? ` (${meaning})` : "", ". ");
    if (deal.part_of) node.append("It is part of ", dealLinks(deal.part_of), ".");
    const later = ml.payload.deals.find((other) => split(other.replaces).includes(deal.id));
    if (later) node.append("The later row is ", dealLink(later.id), ".");
    return node;
  }

  function onLoops(deal) {
    const loops = ml.ranked().filter((loop) => loop.ids.includes(deal.id));
    if (!loops.length) return null;
    const line = (loop) => {
      const open = ml.button("party-link", ml.route(loop));
      open.addEventListener("click", () => ml.select("loop", loop.key));
      return el("li", "", open);
    };
    const list = el("ul", "on-loops", ...loops.slice(0, LOOPS).map(line));
    const rest = loops.slice(LOOPS);
    const more = rest.length
      ? el("details", "", el("summary", "quiet", `${rest.length} more`), el("ul", "on-loops", ...rest.map(line)))
      : null;
    return section("loops", ["On these loops", el("span", "count", String(loops.length))], list, more);
  }

  function parts(deal) {
    const inside = ml.payload.deals.filter((other) => split(other.part_of).includes(deal.id));
    if (!inside.length) return null;
    return section("parts", ["Rows that are part of it", el("span", "count", String(inside.length))],
      el("ul", "on-loops", ...inside.map((other) => el("li", "", dealLink(other.id)))));
  }

  /** The way back to the arrow that the deal is drawn in. */
  function ofArrow() {
    const opened = ml.opened();
    if (!opened) return null;
    const open = ml.button("party-link", `One of ${opened.order.length} ${ml.dealWord(2)} of this arrow`);
    open.addEventListener("click", () => ml.select("arrow", opened.id));
    return el("p", "", open);
  }

  function dealPanel(deal) {
    const source = deal.url || deal.outlet || deal.source;
    return [
      heading(said(deal.payer), el("span", "arrow", " \u2192 "), said(deal.payee)),
      el("p", "lead", el("b", "big", amountNow(deal)), el("span", "quiet", ml.isLedger ? (deal.start ? ` on ${moment(deal.start)}` : "") : ` ${ml.caseWords()}, ${ml.period()}`)),
      ml.worthLine(ml.amountOf(deal.id), ml.state.year),
      ofArrow(),
      el("p", "marks", ml.kindChip(deal), deal.kind === deal.class ? null : ml.chip(deal.class), ml.statusChip(deal.status),
        deal.evidence ? ml.chip(deal.evidence) : null,
        source && deal.tier ? ml.chip(ml.tierLabel(deal.tier)) : null,
        deal.assumed ? ml.chip("rests on our assumption", "assumed-chip") : null),
      source ? el("p", "from-line", "Source: ", ml.link(deal.url, deal.source || deal.outlet || deal.url)) : ml.isLedger ? null : el("p", "from-line", "No source is stated."),
      why(deal),
      section("amounts", ["Amounts", el("span", "count", ml.unitWords)], ...amounts(deal).filter(Boolean)),
      section("columns", "The row", ...columns(deal).filter(Boolean)),
      parts(deal),
      onLoops(deal),
    ].filter(Boolean);
  }

  ml.panelOf("deal", dealPanel);
})();
