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

  function arrowTip(arrow) {
    const sums = ml.drawnArrows().get(arrow.id);
    const count = sums?.ids.length ?? 0;
    const what = { investment: "invests", purchase: "buys", return: "gives back" }[arrow.cls] ?? "guarantees";
    return [
      el("b", "", said(arrow.payer), " \u2192 ", said(arrow.payee)),
      el("span", "tip-amount", sums?.amount ? ml.usd(sums.amount) + (sums.open ? " + ?" : "") : sums?.open ? "not public" : "no money moves"),
      el("span", "quiet", `${what}, ${ml.period()}; ${count} ${ml.dealWord(count)}`),
    ];
  }

  function dealTip(deal) {
    const marks = [ml.kindLabel(deal.kind), ml.isLedger ? null : ml.words(deal.status), deal.id];
    return [
      el("b", "", said(deal.payer), " \u2192 ", said(deal.payee)),
      el("span", "tip-amount", ml.parts.amountNow(deal)),
      el("span", "quiet", said([...marks, ml.period()].filter(Boolean).join(", "))),
      deal.outlet || deal.source ? el("span", "quiet", said(deal.outlet || deal.source)) : null,
    ].filter(Boolean);
  }

  function restTip() {
    const { ids, amount, open } = ml.opened().curves.at(-1);
    return [
      el("b", "", `${ml.count(ids.length)} more ${ml.dealWord(2)}, together`),
      el("span", "tip-amount", amount !== null ? ml.usd(amount) + (open ? " + ?" : "") : open ? "not public" : "no money moves"),
    ];
  }

  function tipOf({ type, key }) {
    if (type === "party") return partyTip(ml.parties.get(key));
    if (type === "deal") return dealTip(ml.deals.get(key));
    return type === "rest" ? restTip() : arrowTip(ml.arrows.get(key));
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

  // A mouse points; a finger chooses at once.
  const stage = ml.byId("stage");
  const hide = () => { tip.hidden = true; };
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return hide();
    const at = ml.stagePoint(event);
    const found = ml.hit(at);
    stage.classList.toggle("points", Boolean(found));
    if (!found) return hide();
    return showTip(tipOf(found), at);
  });
  for (const event of ["pointerleave", "pointerdown", "wheel"]) stage.addEventListener(event, hide, { passive: true, capture: true });
})();
