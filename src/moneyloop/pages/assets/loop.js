// The panel of one loop: its legs as they stand now, its smallest leg, its deals and their sources.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd } = ml;
  const { pairs, heading, section, dealRow, dealLink } = ml.parts;

  /** What a leg's shown deals add up to, by status. */
  function byStatus(leg) {
    const sums = new Map();
    for (const id of ml.legDeals(leg)) {
      const amount = ml.amountOf(id);
      if (!amount) continue; // unknown, or nothing signed of an "up to"
      const { status } = ml.deals.get(id);
      sums.set(status, (sums.get(status) ?? 0) + amount);
    }
    return [...sums];
  }

  function legItem(loop, leg, index, size) {
    const amount = ml.legAmount(leg);
    const smallest = size !== null && amount === size;
    const shown = ml.legDeals(leg).length > 0;
    const head = el(
      "div",
      "leg-head",
      el("span", "", `${ml.numbered(index)} `, said(leg.payer), el("span", "arrow", " \u2192 "), said(leg.payee)),
      shown ? el("span", "amount", usd(amount)) : el("span", "amount", ml.legMissing(leg)),
    );
    const parts = byStatus(leg);
    const chips = parts.length > 1
      ? parts.map(([status, part]) => ml.statusChip(status, part))
      : [ml.statusChip(ml.legStatus(leg) ?? leg.status)];
    const marks = el("span", "marks", ml.chip(leg.class), ...chips);
    if (smallest) marks.append(ml.chip("smallest leg", "smallest-chip"));
    if (ml.isStock(leg)) marks.append(ml.chip("in stock, in no sum of money", "quiet-chip"));
    const unknown = (leg.unknown || []).filter((id) => ml.amountOf(id) === null);
    const open = unknown.length
      ? el("p", "quiet", amount === null ? "Not public, the amount of: " : "Without an amount: ",
        ...unknown.flatMap((id, at) => [at ? ", " : "", dealLink(id)]))
      : null;
    const deals = el("ul", "deals", ...leg.deals.map((id) => dealRow(ml.deals.get(id), id)));
    return el("li", smallest ? "leg smallest" : "leg", head, marks, open, deals);
  }

  function lead(loop, size) {
    const when = ml.within(ml.state.year);
    if (size !== null) {
      const open = ml.openSize(loop);
      const more = ml.sizeOf(size, open).slice(usd(size).length);
      const limit = open ? "is the smallest on public amounts." : "is the smallest and sets the limit.";
      return el("p", "lead", "at most ", el("b", "big", usd(size)), `${more} could complete this loop${ml.loopWhen(loop)}. The marked leg ${limit}`);
    }
    if (!ml.isWhole(loop)) return el("p", "lead", `Not a whole loop now: a leg has no deal that is drawn${when}.`);
    return el("p", "lead", `What could complete this loop is not public${when}: a leg has no known amount.`);
  }

  function loopPanel(loop) {
    const size = ml.isWhole(loop) ? ml.loopSize(loop) : null;
    return [
      heading(ml.inUsd ? "Follow one dollar" : "Follow the money"),
      el("p", "route-line", ml.route(loop)),
      lead(loop, size),
      ml.ringOf(loop),
      loop.in_order ? null : el("p", "warn", "No dollar can follow it in time: from wherever one starts, a later leg was paid before."),
      ml.worthLine(size, ml.state.year),
      pairs([
        ["Type", `${loop.type} loop`],
        ["Standing", ml.standing(loop)],
        ["All legs flow since", ml.state.year !== null ? null : (loop.since ?? (ml.isLedger ? null : "not yet"))],
        ["Measured", ml.isLedger ? null : `${ml.caseWords()}, ${ml.period()}`],
      ]),
      el("ol", "legs", ...loop.legs.map((leg, index) => legItem(loop, leg, index, size))),
      section("meaning", "Circular, not \u201cround-trip\u201d",
        el("p", "quiet", "Circular trade: money that a party pays out can come back to it by way of others, each of which also has reasons of its own to pay. A \u201cround-trip\u201d is something else: one payment, agreed from the start to come back, with nothing sold in between."),
        el("p", "quiet", "The rows here show that a way round exists, how much fits through its smallest leg, and where each figure is from. They say nothing of anyone\u2019s intent.")),
    ].filter(Boolean);
  }

  ml.panelOf("loop", loopPanel);
})();
