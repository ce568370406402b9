// What every figure on the page is measured with, in words: the case, the year, the day, the unit.
(() => {
  const ml = window.moneyloop;

  /** Whether a year is not over, so that it holds scheduled and forecast money. */
  function isPlanned(year) {
    const from = ml.payload.planned_from;
    return Boolean(from) && Boolean(year) && year >= from;
  }

  function period(year = ml.state.year) {
    if (year === null || year === undefined) return "whole term of each deal";
    return isPlanned(year) ? `in ${year}, planned` : `in ${year}`;
  }

  /** The basis in its parts: what stands under the title, and in every picture and table taken away. */
  function basis() {
    return [ml.picture.case_labels[ml.state.case], period(), asOf(), "USD billions", `data: ${ml.payload.data}`];
  }

  /** What a case counts, inside a sentence. */
  function caseWords(name = ml.state.case) {
    const label = ml.picture.case_labels[name];
    return label[0].toLowerCase() + label.slice(1);
  }

  /** The name of a file that says what is in it: moneyloop-2025-firm.svg. */
  function fileName(what, ending) {
    return ["moneyloop", what, ml.state.year ?? "whole-term", ml.state.case].filter(Boolean).join("-") + `.${ending}`;
  }

  /** The day that the page knows of; a network without dates has none. */
  function asOf() {
    return ml.payload.as_of ? `as of ${ml.day(ml.payload.as_of)}` : "no dates";
  }

  const line = document.querySelector(".page-network .basis");
  const headline = document.querySelector(".page-network .headline bdi");
  ml.listen((what) => {
    if (line) line.replaceChildren(...basis().map((part) => ml.el("span", "", ml.said(part))));
    if (headline && what !== "selection") headline.textContent = ml.figures().headline;
  });

  Object.assign(ml, { basis, caseWords, period, isPlanned, fileName });
})();
