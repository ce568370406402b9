// The panel of an arrow: the deals of one class from a payer to a payee, each with its source.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd } = ml;
  const { heading, section, dealRow, partyLink, largestFirst } = ml.parts;
  const WORDS = { investment: "invests in", purchase: "buys from", return: "gives back to", guarantee: "guarantees for" };

  function arrowPanel(arrow) {
    const deals = arrow.deals.map((id) => ml.deals.get(id)).sort(largestFirst);
    const now = deals.filter(({ id }) => ml.flows(id));
    const rest = deals.filter(({ id }) => !ml.flows(id));
    const sums = ml.drawnArrows().get(arrow.id);
    const other = ["investment", "purchase", "return", "guarantee"]
      .flatMap((cls) => [`${cls}:${arrow.payer}>${arrow.payee}`, `${cls}:${arrow.payee}>${arrow.payer}`])
      .filter((id) => id !== arrow.id && ml.arrows.has(id));
    const list = (some) => el("ul", "deals", ...some.map((deal) => dealRow(deal, deal.id)));
    return [
      heading(said(arrow.payer), el("span", "arrow", " \u2192 "), said(arrow.payee)),
      el("p", "lead", el("b", "big", sums?.amount ? usd(sums.amount) : sums?.open ? "not public" : "no money"), el("span", "quiet", ` ${ml.period()}`)),
      sums?.amount && sums.open ? el("p", "quiet", "And deals whose amount is not public.") : null,
      el("p", "", partyLink(arrow.payer), ` ${WORDS[arrow.cls]} `, partyLink(arrow.payee), ml.isLedger ? "." : `. ${ml.caseWords()[0].toUpperCase()}${ml.caseWords().slice(1)}.`),
      ml.worthLine(sums?.amount ?? null, ml.state.year),
      section("now", [ml.isLedger ? "Payments" : "Deals", el("span", "count", `${now.length} ${ml.period()}`)], list(now)),
      rest.length ? section("rest", ["At other times", el("span", "count", String(rest.length))], list(rest)) : null,
      other.length ? section("both", "Between the same two", el("ul", "on-loops", ...other.map(line))) : null,
    ].filter(Boolean);
  }

  function line(id) {
    const { payer, payee, cls } = ml.arrows.get(id);
    const open = ml.button("party-link", said(payer), ` ${WORDS[cls]} `, said(payee));
    open.addEventListener("click", () => ml.select("arrow", id));
    return el("li", "", open);
  }

  ml.panelOf("arrow", arrowPanel);
})();
