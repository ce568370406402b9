// The note that follows the pointer over the map.
(() => {
  const ml = window.moneyloop;
  const { el, said } = ml;
  const tip = ml.byId("tip");

  function showTip(children, { x, y }) {
    tip.replaceChildren(...children);
    tip.hidden = false;
    const { clientWidth, clientHeight } = ml.byId("stage");
    tip.style.left = `${Math.max(8, Math.min(x + 14, clientWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.max(8, Math.min(y + 14, clientHeight - tip.offsetHeight - 8))}px`;
  }

  function dealTip(deal) {
    const worth = ml.worth(ml.amountOf(deal.id), ml.state.year);
    return [
      el("b", "", said(deal.payer), " \u2192 ", said(deal.payee)),
      el("span", "tip-amount", ml.parts.amountNow(deal)),
      el("span", "quiet", `${ml.caseWords()}, ${ml.period()}`),
      worth ? el("span", "quiet", worth) : null,
      el("span", "marks", ml.kindChip(deal.kind), ml.statusChip(deal.status), deal.evidence ? ml.chip(deal.evidence) : null),
      deal.note ? el("span", "", said(deal.note)) : null,
      deal.outlet || deal.source ? el("span", "quiet", said(deal.outlet || deal.source)) : null,
    ].filter(Boolean);
  }

  function own(row) {
    const { low, high, open, estimate } = ml.ends(row, "own");
    const sales = `${ml.networkSales(row, ml.usd)} network sales${ml.within(row.period)}`;
    return `${ml.usdInterval(low, high)} of ${sales}${ml.besidePublic([low, high], open, estimate)}`;
  }

  function partyTip(party) {
    const drawn = ml.payload.deals.filter((deal) => ml.shown().has(deal.id));
    const gets = drawn.filter((deal) => deal.payee === party.name).length;
    const pays = drawn.filter((deal) => deal.payer === party.name).length;
    const row = ml.row(party.name);
    return [
      el("b", "", said(party.name)),
      el("span", "quiet", ml.partyKind(party)),
      el("span", "", `receives in ${gets} drawn ${ml.dealWord(2)}, pays in ${pays}`),
      row && ml.sells(row) ? el("span", "", `own money back ${own(row)}`) : null,
    ].filter(Boolean);
  }

  const hide = () => { tip.hidden = true; };
  ml.network.on("hoverEdge", ({ edge, pointer }) => ml.deals.has(edge) && showTip(dealTip(ml.deals.get(edge)), pointer.DOM));
  ml.network.on("hoverNode", ({ node, pointer }) => ml.parties.has(node) && showTip(partyTip(ml.parties.get(node)), pointer.DOM));
  for (const event of ["blurEdge", "blurNode", "dragStart", "zoom", "click"]) ml.network.on(event, hide);
})();
