// What every figure on the page is measured with, in words: the case, the year, the day, the unit.
(() => {
  const ml = window.moneyloop;
  const UNDATED = "undated"; // the one period of payments without dates
  // A list of payments has amounts in its own unit, no figures and one case.
  const isLedger = !ml.inUsd;
  const deals = isLedger ? "payments" : "deals";

  /** Whether a year is not over, so that it holds scheduled and forecast money. */
  function isPlanned(year) {
    const from = ml.payload.planned_from;
    return Boolean(from) && Boolean(year) && year >= from;
  }

  /** The period of a row's figures as a sentence goes on with it; payments without dates are all of one. */
  function within(period) {
    return period === UNDATED || period === null ? "" : ` in ${periodWords(period)}`;
  }

  /** A period as a sentence says it: 2025, or "the year to June 2026". */
  function periodWords(period) {
    return period === ml.payload.window?.name ? ml.payload.window.words : period;
  }

  function period(year = ml.state.year) {
    if (year === null || year === undefined) return isLedger ? "in all" : "whole term of each deal";
    return isPlanned(year) ? `in ${year}, planned` : `in ${periodWords(year)}`;
  }

  /** The basis in its parts: what stands under the title, and in every picture and table taken away. */
  function basis() {
    return [ml.picture.case_labels[ml.state.case], period(), asOf(), ml.unitWords, data()];
  }

  /** What a case counts, inside a sentence. */
  function caseWords(name = ml.state.case) {
    const label = ml.picture.case_labels[name];
    return label[0].toLowerCase() + label.slice(1);
  }

  /** The data by name, with its edition and newest row where it is one. */
  function data() {
    return [`data: ${ml.payload.data}`, ml.payload.edition].filter(Boolean).join(", ");
  }

  /** The day that the page knows of; a network without dates has none. */
  function asOf() {
    if (!ml.payload.as_of) return "no dates";
    return `${isLedger ? "to" : "as of"} ${ml.day(ml.payload.as_of)}`;
  }

  const line = document.querySelector(".basis");
  ml.listen(() => line.replaceChildren(...basis().map((part) => ml.el("span", "", ml.said(part)))));

  Object.assign(ml, { isLedger, dealWord: (count) => (count === 1 ? deals.slice(0, -1) : deals), asOf, basis, caseWords, period, periodWords, within, isPlanned });
})();
