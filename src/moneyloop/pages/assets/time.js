// The year: a slider from the whole term of each deal through every year, with the money of each year
// above it and a button that plays the years one after the other.
(() => {
  const ml = window.moneyloop;
  const { byId, el } = ml;
  const bar = byId("time");
  const slider = byId("year");
  const play = byId("play");
  const { years } = ml.payload;
  const STEP = 1400;
  const WHOLE = ml.isLedger ? ["all years", "all"] : ["whole term", "whole"];
  let timer = null;
  let isStep = false;

  const opener = byId("years-button");
  opener.hidden = !years.length;

  /** The slider stands below the map once it is asked for. */
  function openYears(open) {
    bar.hidden = !open || !years.length;
    opener.setAttribute("aria-expanded", String(!bar.hidden));
  }

  opener.addEventListener("click", () => openYears(bar.hidden));
  openYears(false);
  bar.style.setProperty("--steps", years.length);
  slider.max = years.length;

  const columns = years.map((year) => {
    const fill = el("span", ml.isPlanned(year) ? "year-fill planned" : "year-fill");
    const label = year === ml.payload.window?.name
      ? el("span", "year-name window-name", ml.payload.window.words.replace(/^the /, ""))
      : el("span", "year-name", el("span", "century", year.slice(0, -2)), year.slice(-2));
    const column = el("span", "year-column", el("span", "year-bar", fill), label);
    column.addEventListener("click", () => ml.setYear(year));
    return { year, column, fill };
  });
  const whole = el("span", "year-column whole-term", el("span", "year-bar"), el("span", "year-name long", WHOLE[0]), el("span", "year-name short", WHOLE[1]));
  whole.addEventListener("click", () => ml.setYear(null));
  byId("year-columns").replaceChildren(whole, ...columns.map(({ column }) => column));
  if (years.some(ml.isPlanned)) {
    byId("planned-key").hidden = false;
    byId("planned-key").textContent = `from ${ml.payload.planned_from}: planned`;
  }

  let money = null;
  let unsized = new Set(); // the years in which money moves that has no public amount

  /** The money that moves in each year in the deals that the filters leave. */
  function sums() {
    const told = new Map(years.map((year) => [year, 0]));
    unsized = new Set();
    const { deals } = ml.figures();
    for (const id of ml.keptInAnyYear()) {
      for (const [year, amount] of Object.entries(deals[id]?.years ?? {})) {
        if (amount !== null && told.has(year)) told.set(year, told.get(year) + amount);
        if (amount === null && deals[id].open === "dated") unsized.add(year);
      }
    }
    return told;
  }

  /** What the slider says aloud: the year and its money. */
  function said(year, money, isOpen = unsized.has(year)) {
    if (year === null) return ml.period(null);
    const maybe = ml.isPlanned(year) ? ", planned" : "";
    year = ml.periodWords(year);
    if (!isOpen) return `${year}${maybe}: ${ml.usd(money)} moves`;
    const more = "amounts that are not public";
    return `${year}${maybe}: ${money > 0 ? `${ml.usd(money)} moves, and ${more}` : `${more} move`}`;
  }

  function write() {
    money ??= sums();
    const highest = Math.max(...money.values(), 0) || 1;
    for (const { year, column, fill } of columns) {
      fill.style.height = `${(100 * money.get(year)) / highest}%`;
      column.classList.toggle("chosen", year === ml.state.year);
      column.title = said(year, money.get(year));
    }
    whole.classList.toggle("chosen", ml.state.year === null);
    slider.value = ml.state.year === null ? 0 : years.indexOf(ml.state.year) + 1;
    slider.setAttribute("aria-valuetext", said(ml.state.year, money.get(ml.state.year)));
    play.setAttribute("aria-pressed", String(timer !== null));
    play.setAttribute("aria-label", timer === null ? "Play the years" : "Pause");
    play.querySelector("path").setAttribute("d", timer === null ? "M5 3 13.500 8 5 13Z" : "M4 3h3v10H4zM9 3h3v10H9z");
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
  }

  function next() {
    const at = ml.state.year === null ? -1 : years.indexOf(ml.state.year);
    const isLast = at + 2 >= years.length;
    timer = isLast ? null : setTimeout(next, STEP);
    isStep = true;
    ml.setYear(years[at + 1]);
    isStep = false;
    write();
  }

  /** Play the years from the chosen one on, or from the first; pause when they play. */
  function togglePlay() {
    if (!years.length) return;
    openYears(true);
    if (timer !== null) {
      stop();
      write();
      return;
    }
    if (ml.state.year === years.at(-1)) ml.setYear(null);
    next();
  }

  slider.addEventListener("input", () => ml.setYear(slider.value === "0" ? null : years[slider.value - 1]));
  play.addEventListener("click", togglePlay);
  ml.listen((what) => {
    // When the reader moves the year, playing stops.
    if (what === "year" && !isStep) stop();
    if (["start", "case", "filter"].includes(what)) money = null;
    if (what === "year" && ml.state.year !== ml.payload.start) openYears(true);
    if (!["theme", "size", "selection"].includes(what)) write();
    opener.textContent = ml.state.year === ml.payload.start ? "Years" : `Years: ${ml.state.year === null ? WHOLE[0] : ml.periodWords(ml.state.year)}`;
  });
  Object.assign(ml, { togglePlay, openYears, isPlaying: () => timer !== null });
})();
