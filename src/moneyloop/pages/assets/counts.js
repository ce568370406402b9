// What is on the picture in numbers: the switch of the case, the key figures above the map, the
// lines on what is not drawn, and the legend's key of widths.
(() => {
  const ml = window.moneyloop;
  const { byId, el, said, usd } = ml;
  const switches = [...document.querySelectorAll("input[name=case]")];
  const { scope } = ml.payload;

  function many(count, one, more = `${one}s`) {
    return `${ml.count(count)} ${count === 1 ? one : more}`;
  }

  /** The money on the picture, and the contingent part of it; what is in no sum is left out. */
  function drawnMoney() {
    return ml.once("drawn money", () => {
      const ids = [...ml.shown()].filter((id) => ml.isSummed(id) && ml.amountOf(id) !== null);
      const maybe = ids.filter((id) => ml.deals.get(id).status === "contingent");
      const [total, contingent] = [ids, maybe].map((some) => ml.sum(some.map(ml.amountOf)));
      const hidden = [...ml.shown()].some((id) => ml.isUnknown(id) && ["paid", "signed"].includes(ml.deals.get(id).status));
      return { total, contingent, hidden, counted: ids.length };
    });
  }

  /** Why a deal is not drawn in the chosen year: the first that holds of the names in `notInYear`. */
  function resting(deal, kept) {
    if (!ml.edgeOf.has(deal.id) || !ml.inPicture(deal.payer) || !ml.inPicture(deal.payee)) return "off";
    if (!kept.has(deal.id)) return ml.picture.hidden_reasons.includes(deal.left_out) ? "aside" : "filtered";
    if (Object.keys(ml.figures().deals[deal.id]?.years ?? {}).length) return "other";
    return ml.reasonOf(deal.id) === "no dates" || !deal.start ? "undated" : "nothing";
  }

  function notInYear() {
    const { year } = ml.state;
    if (year === null) return "";
    const kept = new Set(ml.keptInAnyYear());
    const told = new Map();
    for (const deal of ml.payload.deals) {
      if (ml.shown().has(deal.id)) continue;
      const why = resting(deal, kept);
      told.set(why, (told.get(why) ?? 0) + 1);
    }
    const line = (why, verb, verbs, rest) => {
      const count = told.get(why);
      return count ? `${ml.count(count)} ${count === 1 ? verb : verbs} ${rest}` : null;
    };
    const parts = [
      line("other", `${ml.dealWord(1)} has`, `${ml.dealWord(2)} have`, `no money in ${year}`),
      line("nothing", "has", "have", `no money in any year (${ml.caseWords()}), or paid rows stand for it`),
      line("undated", "has", "have", "no dates"),
      line("filtered", "is", "are", "filtered out"),
      line("aside", "is", "are", "in talks or replaced"),
      line("off", "is", "are", "off this map"),
    ].filter(Boolean);
    return parts.length ? `Not drawn: ${parts.join("; ")}.` : "";
  }

  /** On which basis the map tells its amounts. */
  function pictureBasis() {
    const { year } = ml.state;
    const amounts = ml.picture.case_labels[ml.state.case];
    if (year === null) return `${amounts}, ${ml.period()}`;
    return `${amounts}, money that moves in ${year}${ml.isPlanned(year) ? " (planned)" : ""}`;
  }

  function writeCounts() {
    const { total, contingent, hidden, counted } = drawnMoney();
    const [parties, deals] = [ml.drawnParties().size, ml.shown().size];
    byId("count-parties").textContent = ml.count(parties);
    byId("count-deals").textContent = ml.count(deals);
    byId("count-money").textContent = total === 0 && hidden ? "not public" : usd(total);
    ml.tell(byId("count-money"), total, ml.state.year);
    byId("count-money").title = `The sum of ${many(counted, ml.dealWord(1))}; the others have no known amount or are never summed`;
    byId("count-contingent").textContent = total > 0 ? ml.percent(contingent / total) : "\u2013";
    byId("picture-basis").textContent = pictureBasis();
    byId("not-in-year").textContent = notInYear();
    byId("not-in-year").hidden = ml.state.year === null;
  }

  // The part of a large network ------------------------------------------------------------------

  function writeScope() {
    const line = byId("scope-line");
    const missing = scope.parties_not_drawn + scope.deals_not_drawn > 0;
    line.hidden = !missing && !ml.isPart;
    if (line.hidden) return;
    const everyone = scope.parties.length + scope.parties_not_drawn;
    const rest = [scope.parties_not_drawn && many(scope.parties_not_drawn, "party", "parties"), many(scope.deals_not_drawn, ml.dealWord(1))];
    const guests = ml.guests();
    const parts = ml.state.all
      ? [`All ${many(everyone, "party", "parties")} with a ${ml.dealWord(1)} are on the map. `]
      : [
        el("b", "", "Drawn: "), said(scope.why ?? "a part of the network"),
        ...(guests.length ? ["; for now also ", said(guests.join(", "))] : []), ". ",
        el("b", "", guests.length ? "Not drawn at first: " : "Not drawn: "), `${rest.filter(Boolean).join(" and ")} (${usd(scope.amount_not_drawn)}${ml.isLedger ? "" : `, whole term, ${ml.caseWords(ml.payload.case)}`}). `,
      ];
    byId("scope-text").replaceChildren(...parts);
    const button = byId("scope-button");
    button.hidden = !ml.isPart;
    button.textContent = ml.state.all ? "Draw the first part only" : `Draw all ${many(everyone, "party", "parties")} with a ${ml.dealWord(1)}`;
  }

  // The legend's key of widths ---------------------------------------------------------------------

  function writeWidths() {
    byId("ring-year").textContent = ml.figureYear() ?? "";
    byId("width-when").textContent = ml.state.year !== null ? "per year" : ml.isLedger ? "" : "whole term";
    byId("width-key").replaceChildren(
      ...ml.widthKey().map(({ amount, width }) => {
        const line = el("span", "width-line");
        line.style.height = `${width}px`;
        return el("span", "width-step", line, el("span", "", usd(amount)));
      }),
    );
  }

  for (const one of switches) one.addEventListener("change", () => ml.setCase(one.value));
  byId("scope-button").addEventListener("click", () => ml.drawAll(!ml.state.all));
  ml.listen((what) => {
    if (what === "theme" || what === "ring") return;
    writeCounts();
    for (const one of switches) one.checked = one.value === ml.state.case;
    writeScope();
    writeWidths();
  });
  Object.assign(ml, { pictureBasis });
})();
