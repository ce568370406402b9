// The title of the page: what is chosen, as a sentence that stays true alone; without a choice the
// answer for the period.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd } = ml;
  const title = ml.byId("title");
  const more = ml.byId("title-more");
  const LONG = 150; // letters; longer titles are set smaller

  function sure(amount) {
    return el("b", "", usd(amount));
  }

  /** "Microsoft put $2.5bn into OpenAI": a leg in its period. */
  function legWords(leg) {
    const amount = ml.legAmount(leg);
    const ids = ml.legDeals(leg);
    const open = ids.some((id) => ml.isOpen(id) && ml.amountOf(id) === null);
    const now = ml.state.year === null ? !ml.isLedger : ml.isPlanned(ml.state.year);
    const [put, paid] = now ? ["puts", "pays"] : ["put", "paid"];
    const much = !ids.length ? ["nothing"] : amount === null ? ["an amount that is not public"] : [open ? "at least " : "", sure(amount)];
    if (leg.class === "investment") return [said(leg.payer), ` ${put} `, ...much, " into ", said(leg.payee)];
    return [said(leg.payer), ` ${paid} `, said(leg.payee), " ", ...much];
  }

  function loopTitle(loop) {
    const parts = loop.legs.map(legWords);
    return parts.flatMap((words, at) => {
      const before = at === 0 ? [] : at === parts.length - 1 ? [", and "] : [", "];
      return [...before, ...words, ...(at === 0 ? [ml.within(ml.state.year)] : [])];
    });
  }

  /** What of the last leg can have been its seller's own money, from the row of the seller. */
  function ownBack(loop) {
    if (loop.type !== "money" || ml.state.year === null) return null;
    const seller = loop.parties[0];
    const row = ml.row(seller);
    if (!row || !ml.sells(row) || row.network_sales === null) return null;
    const last = ml.legAmount(loop.legs.at(-1));
    const all = ml.ends(row, "own");
    const only = !row.open_sales && last !== null && usd(last) === usd(row.network_sales);
    const of = only ? `Of that ${usd(last)}` : `Of ${seller}\u2019s network sales of ${ml.sold(row.network_sales, row.open_sales > 0)}`;
    const range = all.high === null ? `${usd(all.low)} or more` : all.low === all.high ? ml.usdInterval(all.low, all.high) : `between ${usd(all.low)} and ${usd(all.high)}`;
    return `${of}, ${range} can have been ${seller}\u2019s own money coming back${ml.besidePublic([all.low, all.high], all.open, all.estimate)}.`;
  }

  function loopMore(loop) {
    if (!ml.isWhole(loop)) return `The loop is not whole${ml.within(ml.state.year)}: a leg has no deal${ml.state.year === null ? "" : " in that time"}.`;
    const size = ml.loopSize(loop);
    const most = size === null
      ? `How much could complete this loop is not public${ml.loopWhen(loop)}.`
      : `At most ${ml.sizeOf(size, ml.openSize(loop))} could complete this loop${ml.state.year === null ? ml.loopWhen(loop) : ""}.`;
    const marks = [
      loop.legs.some(ml.isStock) ? "A leg is in stock." : null,
      loop.in_order ? null : "No dollar can follow it in time.",
    ];
    return [ownBack(loop), most, ...marks].filter(Boolean).join(" ");
  }

  function arrowWords(arrow) {
    const sums = ml.drawnArrows().get(arrow.id);
    const what = { investment: " invests in ", purchase: " buys from ", return: " gives back to " }[arrow.cls] ?? " guarantees for ";
    const amount = sums?.amount ?? null;
    const much = amount === null ? (sums?.open ? "not public" : "no money moves") : `${sums.open ? "at least " : ""}${usd(amount)}`;
    return [said(arrow.payer), what, said(arrow.payee), ": ", el("b", "", much), ml.within(ml.state.year)];
  }

  function partyMore(name) {
    const row = ml.row(name);
    if (!row || !ml.sells(row)) return "";
    const all = ml.ends(row, "own");
    if (row.network_sales === null) return `It sold to the network${ml.within(row.period)}, and no amount of these sales is public. Own money back (invested, and returned as a sale): ${ml.usdInterval(all.low, all.high)}.`;
    return `Own money back (invested, and returned as a sale)${ml.within(row.period)}: ${ml.usdInterval(all.low, all.high)} of ${ml.networkSales(row, usd)} network sales${ml.besidePublic([all.low, all.high], all.open, all.estimate)}.`;
  }

  /** Title and the line below it. */
  function words() {
    const { selection } = ml.state;
    const loop = ml.selectedLoop();
    if (loop) return [loopTitle(loop), loopMore(loop)];
    if (!selection) return [nothing(), ""];
    if (selection.type === "party") return [[said(selection.key)], partyMore(selection.key)];
    if (selection.type === "arrow") return [arrowWords(ml.arrows.get(selection.key)), ""];
    const deal = ml.deals.get(selection.key);
    return [[said(deal.payer), " \u2192 ", said(deal.payee), ": ", el("b", "", ml.parts.amountNow(deal))], ml.state.year === null ? "" : `${ml.caseWords()}${ml.within(ml.state.year)}`];
  }

  // The headline is that of the period with which the page starts; of another one, what moved.
  function nothing() {
    if (ml.state.year === ml.payload.start) return [said(ml.figures().headline)];
    const moved = el("b", "", usd(ml.moved()));
    if (ml.state.year === null) return [`The ${ml.dealWord(2)} come to `, moved, ` ${ml.isLedger ? "in all" : "over their whole terms"}, as far as amounts are public.`];
    return [moved, ` ${ml.isPlanned(ml.state.year) ? "is planned to move" : "moved"}${ml.within(ml.state.year)}, as far as amounts are public.`];
  }

  ml.listen((what) => {
    if (what === "theme" || what === "size") return;
    const [first, second] = words();
    title.replaceChildren(...first);
    title.classList.toggle("long", title.textContent.length > LONG);
    more.replaceChildren(said(second));
  });

  // Taken away -----------------------------------------------------------------------------------

  /** What a party without a range pays and gets in the period, as far as it is public. */
  function paidAndGot(name) {
    const of = (end) => ml.payload.deals.filter((deal) => deal[end] === name && ml.isSummed(deal.id) && ml.flows(deal.id));
    const much = (deals) => usd(ml.sum(deals.map(({ id }) => ml.amountOf(id) ?? 0)));
    const when = ml.state.year === null && !ml.isLedger ? "over the whole term of each deal" : ml.period();
    return `pays ${much(of("payer"))} and gets ${much(of("payee"))} ${when}${ml.isLedger ? "" : ", as far as amounts are public"}`;
  }

  /** What is chosen, or the answer, as sentences that stay true alone: with the period. */
  function sentence() {
    const [first, second] = [title.textContent, more.textContent];
    const { type, key } = ml.state.selection ?? {};
    if (type === "party") return ml.files.ended(second ? `${key}: ${second[0].toLowerCase()}${second.slice(1)}` : `${key} ${paidAndGot(key)}`);
    if (type === "deal") {
      const deal = ml.deals.get(key);
      const parts = [ml.parts.amountNow(deal), ml.isLedger ? "" : ml.caseWords(), ml.period()];
      return ml.files.ended(`${deal.payer} \u2192 ${deal.payee} (${ml.kindLabel(deal.kind)}): ${parts.filter(Boolean).join(", ")}`);
    }
    const whole = type === "arrow" && ml.state.year === null ? `${first}, ${ml.period()}` : first;
    return [whole, second].filter(Boolean).map(ml.files.ended).join(" ");
  }

  Object.assign(ml, { sentence, titles: () => [title.textContent, more.textContent] });
})();
