// The panel beside the list: one loop, one party or one deal, with every figure and source.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd, interval } = ml;
  const panel = ml.byId("panel");
  const tip = ml.byId("tip");

  function pairs(entries) {
    const list = el("dl", "facts-list");
    for (const [name, value] of entries) {
      if (value === null || value === undefined || value === "") continue;
      list.append(el("dt", "", name), el("dd", "", typeof value === "object" ? value : said(value)));
    }
    return list;
  }

  function heading(...children) {
    const close = ml.button("close", "Clear");
    close.addEventListener("click", () => ml.select(null));
    return el("div", "panel-head", el("h2", "", ...children), close);
  }

  function amountText(deal) {
    const { amount_usd_bn: amount, amount_high_usd_bn: high } = deal;
    if (high === null || high === undefined || high === amount) return usd(amount);
    return amount ? `${usd(amount)}, up to ${usd(high)}` : `up to ${usd(high)}`;
  }

  /** A row that opens a deal: partner or pair, amount, kind and status, and its source. */
  function dealRow(deal, label, extra) {
    const open = ml.button("deal-open", said(label), el("span", "amount", amountText(deal)));
    open.addEventListener("click", () => ml.select("deal", deal.id));
    const marks = el("span", "marks", ml.kindChip(deal.kind), ml.statusChip(deal.status));
    if (deal.left_out) marks.append(ml.chip(`not in sums: ${ml.words(deal.left_out)}`, "quiet-chip"));
    if (!ml.shown().has(deal.id)) marks.append(ml.chip("not drawn now", "quiet-chip"));
    const source = deal.url || deal.outlet || deal.source
      ? el("span", "from", ml.link(deal.url, deal.outlet || deal.source || deal.url))
      : null;
    return el("li", `deal ${extra || ""}`.trim(), open, marks, source);
  }

  // A loop -----------------------------------------------------------------------------------

  function loopPanel(loop) {
    const ring = ml.button("ring", ml.state.ring ? "Map view" : "Ring view", el("kbd", "", "r"));
    ring.setAttribute("aria-pressed", String(ml.state.ring));
    ring.addEventListener("click", ml.toggleRing);
    const size = loop.unsized
      ? el("p", "lead", "This loop cannot be sized: a leg has no known amount.")
      : el("p", "lead", el("b", "big", usd(loop.size)), " can go round once. The marked leg is the smallest and sets the limit.");
    const legs = el("ol", "legs", ...loop.legs.map((leg, index) => legItem(loop, leg, index)));
    return [
      heading("Follow one dollar"),
      el("p", "route-line", ml.route(loop)),
      size,
      pairs([
        ["Kind", `${loop.kind} loop`],
        ["Standing", ml.standing(loop)],
        ["All legs flow since", loop.since ?? "not yet"],
      ]),
      ring,
      legs,
      el("p", "quiet", "Amounts are totals over each deal's term, not one year's cash."),
    ];
  }

  function legItem(loop, leg, index) {
    const smallest = !loop.unsized && leg.amount === loop.size;
    const head = el(
      "div",
      "leg-head",
      el("span", "", `${index + 1}. `, said(leg.payer), el("span", "arrow", " \u2192 "), said(leg.payee)),
      el("span", "amount", usd(leg.amount)),
    );
    const parts = Object.entries(leg.by_status);
    const chips = parts.length > 1
      ? parts.map(([status, amount]) => ml.statusChip(status, amount))
      : [ml.statusChip(leg.status)];
    const marks = el("span", "marks", ml.chip(leg.class), ...chips);
    if (smallest) marks.append(ml.chip("smallest leg", "smallest-chip"));
    const unknown = leg.unknown || [];
    const open = unknown.length
      ? el("p", "quiet", leg.amount === null ? "Would be sized by: " : "Without an amount: ",
        ...unknown.flatMap((id, at) => [at ? ", " : "", said(id)]))
      : null;
    const deals = el("ul", "deals", ...leg.deals.map((id) => dealRow(ml.deals.get(id), id)));
    return el("li", smallest ? "leg smallest" : "leg", head, marks, open, deals);
  }

  // A party ----------------------------------------------------------------------------------

  // One interval as a bar; its full length is the party's inside sales of the period.
  function bar(low, marker, high, whole) {
    const part = (value) => `${Math.min(100, (100 * value) / whole)}%`;
    const track = el("span", "ibar");
    const band = el("span", "band");
    const tick = el("span", "tick");
    band.style.left = part(low);
    band.style.width = `${Math.min(100, (100 * (high - low)) / whole)}%`;
    tick.style.left = part(marker);
    track.append(band, tick);
    return track;
  }

  function measure(row, key, label) {
    const [low, marker, high] = [row[`${key}_low`], row[key], row[`${key}_high`]];
    const known = [low, marker, high].every((value) => typeof value === "number");
    const value = el("span", "measure", el("span", "value", interval(low, marker, high)));
    if (known && row.inside_sales > 0) value.append(bar(low, marker, high, row.inside_sales));
    return [label, value];
  }

  function coverage(share) {
    if (share === null || share === undefined) return "unknown";
    return `${Math.round(share * 100)}% of the period`;
  }

  function periodBlock(row) {
    const title = el("h3", "", said(row.period), row.pro_forma ? ml.chip("pro forma", "maybe") : "");
    return el(
      "section",
      "period",
      title,
      pairs([
        ["Booked revenue", usd(row.booked)],
        ["Inside sales", usd(row.inside_sales)],
        measure(row, "own", "Own lap"),
        measure(row, "in_network", "In-network investors"),
        measure(row, "invested", "Any investor"),
        ["Customers", usd(row.customers)],
        ["Unexplained", usd(row.unexplained)],
        ["Revenue known for", coverage(row.revenue_coverage)],
      ]),
    );
  }

  function byAmount(a, b) {
    return (b.amount_usd_bn ?? -1) - (a.amount_usd_bn ?? -1) || (a.id < b.id ? -1 : 1);
  }

  function dealList(title, deals, partner) {
    if (!deals.length) return [];
    const rows = [...deals].sort(byAmount).map((deal) => dealRow(deal, deal[partner]));
    return [el("h3", "", title, el("span", "count", String(deals.length))), el("ul", "deals", ...rows)];
  }

  function partyPanel(party) {
    const name = party.name;
    const rows = ml.payload.rows.filter((row) => row.party === name);
    const marks = el("p", "marks", ml.chip(ml.words(party.kind)), ml.chip(`${party.boundary || "boundary not set"}`));
    if (ml.onMoneyLoop.has(name)) marks.append(ml.chip("on a money loop", "smallest-chip"));
    const bars = rows.length
      ? [el("p", "quiet", "low \u2013 marker \u2013 high; a bar's full length is the inside sales of the period")]
      : [];
    return [
      heading(said(name)),
      marks,
      pairs([
        ["Sells into the network", party.segment],
        ["Also called", (party.aliases || []).join(", ")],
        ["Note", party.note],
      ]),
      ...rows.map(periodBlock),
      ...bars,
      ...dealList("Receives", ml.payload.deals.filter((deal) => deal.payee === name), "payer"),
      ...dealList("Pays", ml.payload.deals.filter((deal) => deal.payer === name), "payee"),
    ];
  }

  // A deal -----------------------------------------------------------------------------------

  function partyLink(name) {
    if (!ml.parties.has(name)) return said(name);
    const node = ml.button("party-link", said(name));
    node.addEventListener("click", () => ml.select("party", name));
    return node;
  }

  function term(deal) {
    return [deal.start, deal.end].filter(Boolean).join(" to ");
  }

  function dealPanel(deal) {
    const loops = ml.loops.filter((loop) => loop.ids.includes(deal.id));
    const listed = el("ul", "on-loops", ...loops.slice(0, 6).map((loop) => {
      const open = ml.button("party-link", ml.route(loop));
      open.addEventListener("click", () => ml.select("loop", loop.key));
      return el("li", "", open);
    }));
    const source = deal.source ? ml.link(deal.url, deal.source) : deal.url ? ml.link(deal.url, deal.url) : null;
    return [
      heading(said(deal.payer), el("span", "arrow", " \u2192 "), said(deal.payee)),
      el("p", "lead", el("b", "big", amountText(deal))),
      el("p", "marks", ml.kindChip(deal.kind), ml.chip(deal.class), ml.statusChip(deal.status),
        deal.evidence ? ml.chip(deal.evidence) : null),
      deal.left_out ? el("p", "warn", "Not in the sums: ", said(ml.words(deal.left_out)), ".") : null,
      pairs([
        ["Id", deal.id],
        ["Payer", partyLink(deal.payer)],
        ["Payee", partyLink(deal.payee)],
        ["Kind", ml.kindLabel(deal.kind)],
        ["Amount, firm or paid", usd(deal.amount_usd_bn)],
        ["Up to", deal.amount_high_usd_bn === null ? null : usd(deal.amount_high_usd_bn)],
        ["Paid so far", deal.paid_usd_bn === null ? null : usd(deal.paid_usd_bn)],
        ["Announced", deal.announced],
        ["Term", term(deal)],
        ["Status", deal.status],
        ["Settlement", deal.settlement],
        ["Evidence", deal.evidence],
        ["Condition", deal.condition],
        ["Part of", deal.part_of],
        ["Replaces", deal.replaces],
        ["Our assumption", deal.assumed],
        ["Note", deal.note],
        ["Source", source],
        ["Outlet", deal.outlet],
        ["Source date", deal.source_date],
        ["Row", deal.line ? `line ${deal.line} of deals.csv` : null],
      ]),
      ...(loops.length ? [el("h3", "", "On these loops", el("span", "count", String(loops.length))), listed] : []),
    ].filter(Boolean);
  }

  function emptyPanel() {
    return [
      el("h2", "", "Pick something"),
      el("p", "quiet", "Choose a loop to see its legs and to follow one dollar round it. Click a party or an arrow for its figures, deals and sources."),
    ];
  }

  function content() {
    const { selection } = ml.state;
    if (!selection) return emptyPanel();
    if (selection.type === "loop") return loopPanel(ml.selectedLoop());
    if (selection.type === "party") return partyPanel(ml.parties.get(selection.key));
    return dealPanel(ml.deals.get(selection.key));
  }

  function caption() {
    const loop = ml.selectedLoop();
    const { selection } = ml.state;
    if (loop) {
      const size = loop.unsized ? "cannot be sized" : `at most ${usd(loop.size)} can go round once`;
      return [ml.route(loop), ` \u2014 ${size}`];
    }
    if (!selection) return [];
    if (selection.type === "party") return [said(selection.key)];
    const deal = ml.deals.get(selection.key);
    return [said(deal.payer), " \u2192 ", said(deal.payee), ` \u2014 ${amountText(deal)}`];
  }

  ml.listen((what) => {
    if (what === "theme") return;
    panel.replaceChildren(...content());
    if (what === "selection") panel.scrollTop = 0;
    ml.byId("caption").replaceChildren(...caption());
  });

  // The note that follows the pointer ----------------------------------------------------------

  function showTip(children, { x, y }) {
    tip.replaceChildren(...children);
    tip.hidden = false;
    const { clientWidth, clientHeight } = ml.byId("stage");
    tip.style.left = `${Math.max(8, Math.min(x + 14, clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, Math.min(y + 14, clientHeight - tip.offsetHeight - 8))}px`;
  }

  function dealTip(deal) {
    return [
      el("b", "", said(deal.payer), " \u2192 ", said(deal.payee)),
      el("span", "tip-amount", amountText(deal)),
      el("span", "marks", ml.kindChip(deal.kind), ml.statusChip(deal.status), deal.evidence ? ml.chip(deal.evidence) : null),
      deal.note ? el("span", "", said(deal.note)) : null,
      deal.outlet || deal.source ? el("span", "quiet", said(deal.outlet || deal.source)) : null,
    ].filter(Boolean);
  }

  function partyTip(party) {
    const drawn = ml.payload.deals.filter((deal) => ml.shown().has(deal.id));
    const gets = drawn.filter((deal) => deal.payee === party.name).length;
    const pays = drawn.filter((deal) => deal.payer === party.name).length;
    return [
      el("b", "", said(party.name)),
      el("span", "quiet", ml.words(party.kind)),
      el("span", "", `receives in ${gets} drawn deals, pays in ${pays}`),
    ];
  }

  const hide = () => { tip.hidden = true; };
  ml.network.on("hoverEdge", ({ edge, pointer }) => showTip(dealTip(ml.deals.get(edge)), pointer.DOM));
  ml.network.on("hoverNode", ({ node, pointer }) => showTip(partyTip(ml.parties.get(node)), pointer.DOM));
  for (const event of ["blurEdge", "blurNode", "dragStart", "zoom", "click"]) ml.network.on(event, hide);
})();
