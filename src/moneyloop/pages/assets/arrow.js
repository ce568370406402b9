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
    const { order = [], curves = [] } = ml.opened() ?? {};
    const together = new Set(curves.find(({ type }) => type === "rest")?.ids);
    const apart = now.filter(({ id }) => !together.has(id));
    const list = (some) => el("ul", "deals", ...some.map((deal) => dealRow(deal, deal.id)));
    return [
      heading(said(arrow.payer), el("span", "arrow", " \u2192 "), said(arrow.payee)),
      el("p", "lead", el("b", "big", sums?.amount ? usd(sums.amount) : sums?.open ? "not public" : "no money"), el("span", "quiet", ` ${ml.period()}`)),
      sums?.amount && sums.open ? el("p", "quiet", "And deals whose amount is not public.") : null,
      el("p", "", partyLink(arrow.payer), ` ${WORDS[arrow.cls]} `, partyLink(arrow.payee), ml.isLedger ? "." : `. ${ml.caseWords()[0].toUpperCase()}${ml.caseWords().slice(1)}.`),
      ml.worthLine(sums?.amount ?? null, ml.state.year),
      order.length ? el("p", "quiet", `On the map each of its ${ml.dealWord(2)} is a curve, as wide as its amount; dotted: amount ${ml.isLedger ? "unknown" : "not public"}; dashed: not in the sum.${together.size ? ` The ${together.size} smallest of the ${order.length} are one curve.` : ""}`) : null,
      section("now", [ml.isLedger ? "Payments" : "Deals", el("span", "count", `${now.length} ${ml.period()}`)], list(apart),
        ...(together.size ? [restHead(together), list(now.filter(({ id }) => together.has(id)))] : [])),
      rest.length ? section("rest", ["At other times", el("span", "count", String(rest.length))], list(rest)) : null,
      other.length ? section("both", "Between the same two", el("ul", "on-loops", ...other.map(line))) : null,
    ].filter(Boolean);
  }

  function restHead({ size }) {
    const head = el("h4", "", `${size} ${ml.dealWord(size)} that are one curve`);
    head.id = "rest";
    head.tabIndex = -1;
    return head;
  }

  /** The list of the deals that are one curve. */
  function openRest(id) {
    ml.select("arrow", id);
    const head = ml.byId("rest");
    head.closest("details").open = true;
    head.focus();
  }

  function line(id) {
    const { payer, payee, cls } = ml.arrows.get(id);
    const open = ml.button("party-link", said(payer), ` ${WORDS[cls]} `, said(payee));
    open.addEventListener("click", () => ml.select("arrow", id));
    return el("li", "", open);
  }

  ml.panelOf("arrow", arrowPanel);
  ml.openRest = openRest;
})();
