// What is on the picture in numbers: the firm or headline switch, the key figures above the map, the
// lines on what is not drawn, and the legend's key of widths.
(() => {
  const ml = window.moneyloop;
  const { byId, el, said, usd } = ml;
  const switches = [...document.querySelectorAll("input[name=case]")];
  const { scope } = ml.payload;

  function many(count, one, more = `${one}s`) {
    return `${count.toLocaleString("en-US")} ${count === 1 ? one : more}`;
  }

  /** The money on the picture, and the contingent part of it; what is in no sum is left out. */
  function drawnMoney() {
    return ml.once("drawn money", () => {
      const ids = [...ml.shown()].filter((id) => ml.isSummed(id) && ml.amountOf(id) !== null);
      const maybe = ids.filter((id) => ml.deals.get(id).status === "contingent");
      const [total, contingent] = [ids, maybe].map((some) => ml.sum(some.map(ml.amountOf)));
      return { total, contingent, counted: ids.length };
    });
  }

  /** Deals that the filters would show, were there money of theirs in the chosen year. */
  function resting() {
    const told = { other: 0, undated: 0 };
    const { year } = ml.state;
    if (year === null) return told;
    for (const id of ml.keptInAnyYear()) {
      if (ml.flows(id)) continue;
      const { years } = ml.figures().deals[id] ?? { years: {} };
      told[Object.keys(years).length ? "other" : "undated"] += 1;
    }
    return told;
  }

  function notInYear() {
    const { year } = ml.state;
    if (year === null) return "";
    const { other, undated } = resting();
    const parts = [];
    if (other) parts.push(`${many(other, "deal")} ${other === 1 ? "has" : "have"} no money in ${year}`);
    if (undated) parts.push(`${undated.toLocaleString("en-US")} ${undated === 1 ? "has" : "have"} no term or dates`);
    return parts.length ? `Not drawn: ${parts.join("; ")}.` : "";
  }

  /** By which ruler the map tells its amounts. */
  function pictureRuler() {
    const { year } = ml.state;
    const amounts = ml.state.case === "headline" ? "Headline amounts" : "Firm amounts";
    if (year === null) return `${amounts}, whole term of each deal`;
    return `${amounts}, money that moves in ${year}${ml.isProForma(year) ? " (pro forma)" : ""}`;
  }

  function writeCounts() {
    const { total, contingent, counted } = drawnMoney();
    const [parties, deals] = [ml.drawnParties().size, ml.shown().size];
    byId("count-parties").textContent = parties.toLocaleString("en-US");
    byId("count-deals").textContent = deals.toLocaleString("en-US");
    byId("count-money").textContent = usd(total);
    byId("count-money").title = `The sum of ${many(counted, "deal")}; the others have no known amount or are never summed`;
    byId("count-contingent").textContent = total > 0 ? ml.percent(contingent / total) : "\u2013";
    byId("picture-ruler").textContent = pictureRuler();
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
    const rest = [scope.parties_not_drawn && many(scope.parties_not_drawn, "party", "parties"), many(scope.deals_not_drawn, "deal")];
    const parts = ml.state.all
      ? [`All ${many(everyone, "party", "parties")} of the data are on the map. `]
      : [
        el("b", "", "Drawn: "), said(scope.why ?? "a part of the network"), ". ",
        el("b", "", "Not drawn: "), `${rest.filter(Boolean).join(" and ")} (${usd(scope.amount_not_drawn)}, whole term, ${ml.payload.case}). `,
      ];
    byId("scope-text").replaceChildren(...parts);
    const button = byId("scope-button");
    button.hidden = !ml.isPart;
    button.textContent = ml.state.all ? "Draw the first part only" : `Draw all ${many(everyone, "party", "parties")}`;
  }

  // The legend's key of widths ---------------------------------------------------------------------

  function writeWidths() {
    byId("ring-year").textContent = ml.figureYear() ?? "";
    byId("width-when").textContent = ml.state.year === null ? "whole term" : "per year";
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
  Object.assign(ml, { drawnMoney, pictureRuler });
})();
