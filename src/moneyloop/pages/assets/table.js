// The table of all deals: made from the data, sorted by any column, filtered by words, in both cases
// and for any year. Only the first rows are made until more are asked for, so that the page opens fast.
(() => {
  const ml = window.moneyloop;
  const { el, said } = ml;
  const table = ml.byId("deal-table");
  const head = table.tHead.rows[0];
  const body = ml.byId("deal-rows");
  const words = ml.byId("deal-words");
  const drawnOnly = ml.byId("deal-drawn");
  const count = ml.byId("deal-count");
  const more = ml.byId("deal-more");
  const sorter = ml.byId("deal-sort");
  const FIRST = 100;
  const OF_DEALS = ["Up to", "Paid so far", "Announced", "Status", "Evidence", "Source"]; // no payment has them
  const deals = ml.payload.deals.map((deal, index) => ({ deal, anchor: `deal-${index + 1}`, text: ml.textOf(deal) }));
  const byAnchor = new Map(deals.map((entry) => [entry.anchor, entry]));
  let order = { name: "Amount", ascending: false };
  let all = false;
  let wanted = null;

  function number(value) {
    return ml.number(value, "");
  }

  function inSums({ id }) {
    const reason = ml.reasonOf(id);
    return reason ? `no: ${ml.words(reason)}` : "yes";
  }

  // Each column: its name, its value for sorting, what its cell holds when that is not the value itself.
  function columns() {
    const { year } = ml.state;
    const whole = ml.figures().deals;
    const stated = (deal) => whole[deal.id]?.whole ?? ml.parts.statedAmount(deal);
    const list = [
      { name: "Payer", value: (deal) => deal.payer },
      { name: "Payee", value: (deal) => deal.payee },
      { name: "Kind", value: (deal) => ml.kindLabel(deal.kind), cell: (deal) => ml.kindChip(deal) },
      { name: "Amount", number: true, value: stated },
      ...(year === null ? [] : [{ name: `In ${ml.periodWords(year)}`, number: true, year, value: (deal) => ml.amountOf(deal.id), cell: inYear }]),
      { name: "Up to", number: true, value: (deal) => deal.amount_high_usd_bn },
      { name: "Paid so far", number: true, value: (deal) => deal.paid_usd_bn },
      { name: "Announced", value: (deal) => deal.announced, style: "word" },
      { name: ml.isLedger ? "Paid" : "Term", value: (deal) => [deal.start, deal.end].filter(Boolean).join(" to "), cell: term },
      { name: "Status", value: (deal) => deal.status, style: "word" },
      { name: "Evidence", value: (deal) => deal.evidence, style: "word" },
      { name: "Source is", value: (deal) => ml.tierLabel(deal.tier), style: "word" },
      { name: "In the sums?", value: inSums },
      { name: "Source", value: (deal) => deal.outlet || deal.source || deal.url, cell: source },
      { name: "Id", value: (deal) => deal.id, cell: opener },
    ];
    return ml.isLedger ? list.filter(({ name }) => !OF_DEALS.includes(name)) : list;
  }

  function inYear(deal) {
    return ml.flows(deal.id) ? number(ml.amountOf(deal.id)) : "none";
  }

  /** A date is not broken in two. */
  function term(deal) {
    return el("span", "", ...[deal.start, deal.end].filter(Boolean).flatMap((day, at) => [at ? " to " : "", said(day, "day")]));
  }

  function source(deal) {
    const said = deal.outlet || deal.source || deal.url;
    return said ? ml.link(deal.url, said) : "";
  }

  function opener(deal) {
    const open = ml.button("party-link", said(deal.id));
    open.addEventListener("click", () => openDeal(deal.id));
    return open;
  }

  function compare(column, ascending) {
    const direction = ascending ? 1 : -1;
    return (a, b) => {
      const [x, y] = [column.value(a.deal), column.value(b.deal)];
      const [noX, noY] = [x, y].map((value) => value === null || value === undefined || value === "");
      // What is unknown stays at the end, whichever way the rest is sorted.
      if (noX || noY) return Number(noX) - Number(noY);
      return direction * (column.number ? x - y : String(x).localeCompare(String(y), "en"));
    };
  }

  function matching() {
    const parts = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    return deals.filter(({ deal, text }) =>
      parts.every((part) => text.includes(part)) && (!drawnOnly.checked || ml.drawnDeals().has(deal.id)));
  }

  function row({ deal, anchor }, list) {
    const node = el("tr", "", ...list.map((column) => {
      const value = column.value(deal);
      const content = column.cell ? column.cell(deal) : column.number ? number(value) : said(value ?? "");
      const cell = el("td", column.number ? "num" : column.style || "", content);
      cell.dataset.label = column.name;
      cell.classList.toggle("blank", !cell.textContent);
      if (column.number) cell.dataset.value = value ?? "";
      return cell;
    }));
    node.id = anchor;
    node.dataset.id = deal.id;
    return node;
  }

  function sortBy(column) {
    // Amounts start with the largest, words with A.
    const ascending = order.name === column.name ? !order.ascending : !column.number;
    order = { name: column.name, ascending };
    render();
    [...head.querySelectorAll("button")].find((button) => button.textContent === column.name)?.focus();
  }

  function heads(list) {
    head.replaceChildren(...list.map((column) => {
      const button = ml.button("", column.name);
      button.addEventListener("click", () => sortBy(column));
      const cell = el("th", "", button);
      cell.scope = "col";
      cell.dataset.type = column.number ? "number" : "text";
      if (column.name === order.name) cell.setAttribute("aria-sort", order.ascending ? "ascending" : "descending");
      return cell;
    }));
    sorter.replaceChildren(...list.map((column) => new Option(column.name, column.name, false, column.name === order.name)));
  }

  function render() {
    const list = columns();
    // The year that was sorted by may be gone.
    const by = list.find((column) => column.name === order.name) ?? list[3];
    order.name = by.name;
    const rows = matching().sort(compare(by, order.ascending));
    const first = all ? rows : rows.slice(0, FIRST);
    if (wanted && rows.includes(wanted) && !first.includes(wanted)) first.push(wanted);
    heads(list);
    body.replaceChildren(...first.map((entry) => row(entry, list)));
    const [found, known] = [rows.length, deals.length].map((size) => ml.count(size));
    count.textContent = found === known ? known : `${found} of ${known}`;
    more.hidden = first.length >= rows.length;
    more.textContent = `Show all ${found}`;
    mark();
  }

  /** Pale what is not drawn, light what is chosen. */
  function mark() {
    const lit = ml.lit();
    for (const node of body.rows) {
      const { id } = node.dataset;
      node.classList.toggle("not-drawn", !ml.drawnDeals().has(id));
      node.classList.toggle("lit", lit?.has(id) ?? false);
      node.classList.toggle("wanted", node.id === wanted?.anchor);
    }
  }

  function openDeal(id) {
    ml.select("deal", id);
    ml.byId("network").scrollIntoView({ behavior: ml.calm() ? "auto" : "smooth" });
  }

  /** Follow a link to a row of the table, also to one that is not made yet. */
  function reveal() {
    wanted = byAnchor.get(location.hash.slice(1)) ?? null;
    if (!wanted) return;
    if (!ml.byId(wanted.anchor)) {
      if (!matching().includes(wanted)) {
        words.value = "";
        drawnOnly.checked = false;
      }
      render();
    }
    mark();
    ml.byId(wanted.anchor).scrollIntoView({ block: "center" });
  }

  let before = null;
  window.addEventListener("beforeprint", () => {
    before = all;
    all = true;
    render();
  });
  window.addEventListener("afterprint", () => {
    all = before;
    render();
  });
  window.addEventListener("hashchange", reveal);
  words.addEventListener("input", render);
  drawnOnly.addEventListener("change", render);
  sorter.addEventListener("change", () => {
    const column = columns().find(({ name }) => name === sorter.value);
    order = { name: column.name, ascending: !column.number };
    render();
  });
  more.addEventListener("click", () => {
    all = true;
    render();
  });

  ml.listen((what) => {
    if (what === "theme" || what === "size") return;
    if (what === "selection" || (what === "filter" && !drawnOnly.checked)) mark();
    else render();
    if (what === "start") reveal();
  });
  ml.openDeal = openDeal;
})();
