// The panel of one party: its interval, its buckets, its pools, its years, its deals and their sources.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd, number, usdInterval, percentInterval, percent, times, ends } = ml;
  const { pairs, heading, section, dealRow, largestFirst } = ml.parts;

  const { labels } = ml.picture;
  const named = (key) => [key, labels[key]];
  const CAME_IN = [
    ...["earlier_cash", "customers", "outside_investors"].map(named),
    ["sales", "Network sales"], ["investments", "Investments"], ["returns", "Returns"], named("no_known_source"),
  ];
  const WENT_OUT = [
    ["paid_purchases", "Network purchases"], ["paid_investments", "Investments"], ["paid_returns", "Returns"],
    ["kept", "Kept for later"], ["rest", ml.isLedger ? "Paid outside" : "Spent elsewhere"],
  ];

  function known(value) {
    return typeof value === "number";
  }

  function of(part, whole) {
    return known(part) && known(whole) && whole > 0 ? part / whole : null;
  }

  /** Own money back as a share of a whole, on both bases. */
  function shares(all, whole) {
    return whole > 0 && known(all.low) ? ml.both(ml.over(all, whole), percentInterval) : "not public";
  }

  // The interval -------------------------------------------------------------------------------

  /** An interval as shares of the network sales and of revenue, where these are known. */
  function ofWholes(row, pick) {
    const parts = [];
    if (row.network_sales > 0) parts.push([pick(ml.overSales), "network sales"]);
    if (hasRevenue(row) && row.revenue > 0) parts.push([pick((all) => ml.over(all, row.revenue)), bookedName(row)]);
    return parts.map(([text, whole]) => `${text} of ${whole}`).join("; ");
  }

  function measure(row, key) {
    const all = ends(row, key);
    const { low, high, open, estimate, isOne } = all;
    const value = isOne ? usdInterval(low, high, estimate) : usdInterval(low, high);
    const node = el("div", "measure", el("p", "measure-head", el("span", "", labels[key]), el("b", "value", value)));
    if (known(low)) node.append(ml.bar(all, row));
    const full = ofWholes(row, (over) => {
      const share = over(all, row);
      if (share.high === null) return `${percent(share.low)} or more`;
      return percentInterval(share.low, share.high, isOne ? share.estimate : null);
    });
    if (full) node.append(el("p", "quiet", full));
    if (isOne || !known(open[0])) return node;
    const shown = ofWholes(row, (over) => {
      const share = over(all, row);
      return percentInterval(...share.open, share.estimate);
    });
    node.append(el("p", "quiet public", "On public amounts and balances ", el("b", "", usdInterval(...open, estimate)), shown ? `: ${shown}` : ""));
    return node;
  }

  /** Deals that count in the row's year, between companies of the network, without a public amount. */
  function withoutAmount({ period }, test) {
    const { deals } = ml.figures();
    const inside = (name) => ml.parties.get(name)?.boundary === "inside";
    return ml.payload.deals
      .filter((deal) => deal.amount_usd_bn === null && ["paid", "signed"].includes(deal.status) && test(deal) &&
        deal.payer !== deal.payee && inside(deal.payer) && inside(deal.payee) &&
        [null, "unknown amount"].includes(ml.reasonOf(deal.id)) && Object.hasOwn(deals[deal.id]?.years ?? {}, period))
      .map(({ id }) => id);
  }

  /** The links of what a party sold for an amount that is not public, as the end of a sentence. */
  function unsizedSales(row) {
    const ids = withoutAmount(row, (deal) => deal.class === "purchase" && deal.payee === row.party);
    return [ids.length ? ": " : "", ...ids.flatMap((id, at) => [at ? ", " : "", ml.parts.dealLink(id)]), "."];
  }

  /** An amount to which deals without a public amount may add: never 0 where nothing is public. */
  function atLeast(amount, more, write) {
    if (!more) return write(amount);
    return amount > 0 ? `at least ${write(amount)}` : "not public";
  }

  function intervals(row) {
    const { network_sales: sold, open_sales: more, period } = row;
    if (!ml.sells(row)) return [el("p", "quiet", `No sale in the network is known${ml.within(period)}, so none of its investment is known to have come back as one.`)];
    const lead = sold === null
      ? el("p", "quiet", `It sold to the network${ml.within(period)}, and no amount of these sales is public, so there is no estimate, and nothing below has a scale`, ...unsizedSales(row))
      : el("p", "quiet", `Low to high. A bar\u2019s full length is the network sales, ${ml.networkSales(row, usd)}`, ...(more ? unsizedSales(row) : ["."]));
    const key = el("p", "quiet", ml.isLedger ? "Solid: possible. The tick is the estimate." : "Striped: possible. Solid: possible on public amounts and balances. The tick is the estimate. Dotted outline: not public, and not to scale.");
    return [lead, ...["own", "network_investors", "any_investor"].map((name) => measure(row, name)), key];
  }

  /** Whether a year has neither a revenue figure nor a modelled sale: then nothing is known of it. */
  function unseen(row) {
    return row.revenue === null && row.revenue_coverage === 0;
  }

  function booked(row) {
    if (unseen(row)) return "none is known";
    return isPartial(row) ? `at least ${usd(row.revenue)}, revenue known for ${coverage(row.revenue_coverage)}` : usd(row.revenue);
  }

  // Where revenue is known for a part of the year, the rest of it is only the sales that deals tell.
  function isPartial(row) {
    return !ml.isLedger && known(row.revenue_coverage) && row.revenue_coverage < 0.9995;
  }

  /** Whether booked revenue rests on some revenue figure; shares of it mean nothing otherwise. */
  function hasRevenue(row) {
    return ml.isLedger || row.revenue_coverage !== 0;
  }

  function bookedName(row) {
    return isPartial(row) ? "the revenue that is known" : "revenue";
  }

  // The buckets --------------------------------------------------------------------------------

  function wholeLine(row) {
    if (!isPartial(row)) return `The whole is the revenue, ${usd(row.revenue)}; shares are of it.`;
    return `${usd(row.revenue)} of the revenue is known, with a revenue figure for ${coverage(row.revenue_coverage)}; shares are of what is known.`;
  }

  function buckets(row) {
    if (!(row.revenue > 0)) return [el("p", "quiet", `Revenue${ml.within(row.period)}: ${booked(row)}.`)];
    if (row.network_sales === null) {
      return [
        el("p", "quiet", `Revenue: ${booked(row)}. Whose money it was is not public: no sale to the network has a public amount.`),
        ml.worthLine(row.revenue, row.period, "Revenue: "),
        el("div", "stack-bar behind"),
      ].filter(Boolean);
    }
    const stack = el("div", "stack-bar");
    const list = el("ul", "parts-list");
    for (const [key, label] of ml.picture.buckets) {
      const amount = row[key] ?? row[`${key}_estimate`];
      const style = `bucket-${key.replaceAll("_", "-")}`;
      if (amount > 0) {
        const part = el("span", `piece ${style}`);
        part.style.flexGrow = amount / row.revenue;
        stack.append(part);
      }
      list.append(el("li", "", el("span", `mark ${style}`), el("span", "", label), el("b", "", usd(amount)), el("span", "share", percent(of(amount, row.revenue)))));
    }
    return [
      el("p", "quiet", `${wholeLine(row)} These are estimates, mixed pro rata${row.open_sales ? ", on public amounts: what was sold for an amount that is not public is in Customers" : ""}; the interval stands above.`),
      ml.worthLine(row.revenue, row.period, "Revenue: "),
      stack,
      list,
    ];
  }

  // The pools ----------------------------------------------------------------------------------

  function side(pool, names, className) {
    const there = names.filter(([key]) => !known(pool[key]) || Math.abs(pool[key]) >= 0.0005);
    const column = el("div", "pool-bar");
    const list = el("ul", `pool-list ${className}`);
    for (const [key, label] of there) {
      const style = `money-${key.replace("paid_", "").replaceAll("_", "-")}`;
      if (pool[key] > 0) {
        const piece = el("span", `piece ${style}`);
        piece.style.flexGrow = pool[key] / pool.total;
        column.append(piece);
      }
      list.append(el("li", "", el("span", `mark ${style}`), el("span", "", label), el("b", "", usd(pool[key]))));
    }
    return [column, list];
  }

  function pools(pool, more) {
    if (!pool || !(pool.total > 0)) return null;
    // Reported revenue holds the sales whose amount is not public.
    const cameIn = CAME_IN.map(([key, label]) => [key, key === "customers" && more ? `${label} and sales not public` : label]);
    const [came, cameList] = side(pool, cameIn, "in");
    const [went, wentList] = side(pool, WENT_OUT, "out");
    return section(
      "pools",
      ["Pools", el("span", "count", `${usd(pool.total)} in, ${usd(pool.total)} out`)],
      el("div", "pool", el("div", "pool-side", el("h4", "", "Came in"), cameList), came, went, el("div", "pool-side", el("h4", "", "Went out"), wentList)),
      ml.isLedger ? null : el("p", "quiet", "Public amounts and balances only: what is paid for an amount that is not public is in none of them."),
      pool.no_known_source > 0 ? el("p", "quiet", `No known source: ${usd(pool.no_known_source)} is paid out that no known money covers yet.`) : null,
    );
  }

  // Other figures ------------------------------------------------------------------------------

  function withShare(amount, whole, name) {
    const share = of(amount, whole);
    return share === null ? usd(amount) : `${usd(amount)}, ${percent(share)} of ${name}`;
  }

  function ofBooked(row, amount) {
    return hasRevenue(row) ? withShare(amount, row.revenue, bookedName(row)) : usd(amount);
  }

  function coverage(share) {
    return known(share) ? `${percent(share)} of the period` : "unknown";
  }

  function investedMore(row) {
    return withoutAmount(row, (deal) => deal.class === "investment" && deal.payer === row.party).length;
  }

  function timesRound(row) {
    if (!known(row.turns) || row.network_sales === null) return null;
    return `${times(row.turns)}${row.open_sales || investedMore(row) ? " on public amounts" : ""}`;
  }

  function others(row) {
    return [
      pairs([
        ["Revenue", booked(row)],
        ["Network sales", ml.networkSales(row, (amount) => (row.open_sales ? usd(amount) : ofBooked(row, amount)))],
        ["Related-party revenue", atLeast(row.related_party, row.open_sales, (amount) => ofBooked(row, amount))],
        ["Own investment", atLeast(row.own_investment, investedMore(row), usd)],
        ["Segment revenue", ml.isLedger ? null : row.segment_revenue === null ? "not given" : usd(row.segment_revenue)],
        ["Own money back of segment", row.segment_revenue > 0 ? shares(ends(row, "own"), row.segment_revenue) : null],
        ["Growth", ml.isLedger ? null : row.growth === null ? "unknown" : `${usd(row.growth)} on the year before`],
        ["Own money back of growth", row.growth > 0 ? shares(ends(row, "own"), row.growth) : null],
        ["Times round", timesRound(row)],
        ["Revenue known for", ml.isLedger ? null : coverage(row.revenue_coverage)],
      ]),
      el("p", "quiet", `Related-party revenue: sales to any party that it has invested in, or that has invested in it. It rests on no matching of ${ml.inUsd ? "dollars" : "money"}. Own investment: what it put into ${ml.isLedger ? "parties" : "companies"} of the network.`),
    ];
  }

  /** Both intervals of a year, one below the other. */
  function yearSpan({ low, high, open, estimate, isOne }) {
    if (isOne) return ml.interval(low, high, estimate);
    const shown = known(open[0]) ? el("small", "", `public ${ml.interval(...open, estimate)}`) : null;
    return [ml.interval(low, high), " ", shown];
  }

  function yearRow(row) {
    const open = ml.button("party-link", ml.periodWords(row.period));
    open.addEventListener("click", () => ml.setYear(row.period));
    const head = el("th", "", open, " ", row.planned ? el("span", "planned", "planned") : null);
    head.scope = "row";
    const cells = [
      unseen(row) ? "?" : `${isPartial(row) ? "at least " : ""}${number(row.revenue)}`,
      ml.networkSales(row, number, "?"),
      ...["own", "any_investor"].map((key) => yearSpan(ends(row, key))),
      atLeast(row.related_party, row.open_sales, number),
      ...(ml.isLedger ? [] : [percent(row.revenue_coverage)]),
    ];
    const told = cells.map((text) => el("td", "num", ...[text].flat()));
    return el("tr", row.period === ml.figureYear() ? "now" : "", head, ...told);
  }

  function allYears(name) {
    const rows = ml.payload.years.map((year) => ml.row(name, year)).filter(Boolean);
    if (!rows.length) return null;
    const heads = ["Year", "Revenue", "Network sales", labels.own, labels.any_investor, "Related party", ...(ml.isLedger ? [] : ["Coverage"])];
    const head = el("thead", "", el("tr", "", ...heads.map((text) => {
      const cell = el("th", "", text);
      cell.scope = "col";
      return cell;
    })));
    const wrap = el("div", "table-wrap", el("table", "years-table", head, el("tbody", "", ...rows.map(yearRow))));
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", "Figures of every year");
    return section("years", ["Every year", el("span", "count", ml.isLedger ? ml.unitWords : `${ml.unitWords}, ${ml.caseWords()}`)], wrap);
  }

  // Deals --------------------------------------------------------------------------------------

  function dealList(key, title, deals, partner) {
    if (!deals.length) return null;
    const running = deals.filter((deal) => ml.flows(deal.id)).sort(largestFirst);
    const idle = deals.filter((deal) => !ml.flows(deal.id)).sort(largestFirst);
    const rows = (list) => el("ul", "deals", ...list.map((deal) => dealRow(deal, deal[partner])));
    const rest = idle.length
      ? el("details", "idle", el("summary", "quiet", `${idle.length} more ${idle.length === 1 ? "does" : "do"} not run${ml.within(ml.state.year)}`), rows(idle))
      : null;
    return section(key, [title, el("span", "count", `${running.length} ${ml.period()}`)], rows(running), rest);
  }

  /** Why a party has no figures here, and where they are. */
  function without(party) {
    const year = ml.figureYear();
    const ask = (...words) => el("code", "", words.join(" "));
    if (party.boundary === "outside") {
      return [el("p", "", "An outside party: its money is a source, and what is paid to it leaves the network. Its own revenue is not split, so it has no interval.")];
    }
    if (year === null) return [el("p", "", "No full year is known, so there are no figures.")];
    const some = ml.payload.years.some((other) => ml.row(party.name, other));
    if (some || ml.payload.scope.all) return [el("p", "", `No money of this party is known${ml.within(year)}.`)];
    return [
      el("p", "", "The page of a network this large holds the figures of the parties that are drawn at first. For this one ask:"),
      el("p", "", ask("moneyloop attribute --party", `"${party.name}"`), el("br"), ask("moneyloop explain", `"${party.name}"`)),
    ];
  }

  function partyPanel(party) {
    const { name } = party;
    const row = ml.row(name);
    const marks = el("p", "marks", ml.isLedger && !party.kind ? null : ml.chip(ml.partyKind(party)), ml.chip(party.boundary || "boundary not set"));
    if (ml.onMoneyLoop.has(name)) marks.append(ml.chip("on a money loop"));
    const year = ml.figureYear();
    const words = ml.within(year).replace(" in ", "");
    const which = ml.state.year === null && ml.payload.years.length ? `${words}, ${year === ml.payload.year ? `the latest ${ml.isLedger ? "" : "full "}year` : "with which the page starts"}` : words;
    const figures = row
      ? [
        el("p", "which", el("b", "", which), row.planned ? ml.chip("planned", "maybe") : null, ml.isLedger ? null : el("span", "quiet", ml.caseWords())),
        section("interval", "Investment that came back as sales", ...intervals(row)),
        section("buckets", "Whose money the revenue was", ...buckets(row)),
        pools(ml.pool(name), row.open_sales > 0),
        section("others", "Other figures", ...others(row)),
      ]
      : without(party);
    return [
      heading(said(name)),
      marks,
      pairs([
        ["Sells inside", party.segment],
        ["Also called", (party.aliases || []).join(", ")],
        ["Note", party.note],
      ]),
      ...figures,
      allYears(name),
      dealList("receives", "Receives", ml.payload.deals.filter((deal) => deal.payee === name), "payer"),
      dealList("pays", "Pays", ml.payload.deals.filter((deal) => deal.payer === name), "payee"),
    ].filter(Boolean);
  }

  ml.panelOf("party", partyPanel);
})();
