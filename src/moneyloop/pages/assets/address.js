// The address says what is seen, so that a link shows the same thing: #loop=, #party=, #deal=, #arrow=,
// &year= (a year, the window of the headline, or "whole"), &case=, &theme=, &all=1, and what the filters
// leave (&off=, &on=, &loops=1, &min=). "#loop=none" is the map without a choice.
(() => {
  const ml = window.moneyloop;
  const root = document.documentElement;
  const TYPES = ["loop", "party", "deal", "arrow"];
  const KEYS = [...TYPES, "year", "case", "theme", "all", "off", "on", "loops", "min"];
  const [NONE, WHOLE] = ["none", "whole"];

  function read() {
    return new URLSearchParams(location.hash.slice(1));
  }

  /** Whether the address is one of ours; other anchors of the page are left alone. */
  function isOurs(wanted) {
    return [...wanted.keys()].some((key) => KEYS.includes(key));
  }

  /** A party may also be named by one of its aliases. */
  function partyOf(value) {
    if (ml.parties.has(value)) return value;
    const wanted = value.toLowerCase();
    const isIt = (word) => word.toLowerCase() === wanted;
    return ml.payload.parties.find(({ name, aliases }) => [name, ...(aliases ?? [])].some(isIt))?.name ?? value;
  }

  /** Nothing is named: the largest loop of the period is lit, and nothing opens. */
  function asFirst() {
    ml.select("loop", ml.firstLoop()?.key);
    ml.openPanel("");
  }

  /** Show what the address names; what it does not name is as the page starts. */
  function restore() {
    const wanted = read();
    if (location.hash && !isOurs(wanted)) {
      if (!ml.state.selection) asFirst();
      return;
    }
    const theme = wanted.get("theme");
    if (theme === "light" || theme === "dark") ml.setTheme(theme);
    ml.setCase(Object.hasOwn(ml.payload.cases, wanted.get("case") ?? "") ? wanted.get("case") : ml.payload.case);
    const year = wanted.get("year");
    ml.setYear(year === WHOLE ? null : ml.payload.years.includes(year) ? year : ml.payload.start);
    ml.drawAll(wanted.get("all") === "1");
    ml.setFilters({
      off: wanted.getAll("off"), on: wanted.getAll("on"), loops: wanted.get("loops") === "1", least: Number(wanted.get("min")),
    });
    const type = TYPES.find((name) => wanted.has(name));
    if (type) {
      const value = wanted.get(type);
      // A loop may also be named by its rank.
      const byRank = type === "loop" ? ml.loops.find((loop) => String(loop.rank) === value) : null;
      ml.select(type, byRank ? byRank.key : type === "party" ? partyOf(value) : value);
    } else {
      asFirst();
    }
  }

  /** What the address should say now. */
  function now() {
    const { selection, year, all } = ml.state;
    const next = new URLSearchParams();
    const isFirst = ml.selectedLoop() !== null && ml.selectedLoop() === ml.firstLoop();
    if (!selection && ml.firstLoop()) next.set("loop", NONE);
    else if (selection && (!isFirst || ml.byId("network").dataset.panel)) next.set(selection.type, selection.key);
    if (year !== ml.payload.start) next.set("year", year ?? WHOLE);
    if (ml.state.case !== ml.payload.case) next.set("case", ml.state.case);
    if (root.dataset.theme) next.set("theme", root.dataset.theme);
    if (all) next.set("all", "1");
    const { off, on, loops, least } = ml.filters();
    for (const box of off) next.append("off", box);
    for (const box of on) next.append("on", box);
    if (loops) next.set("loops", "1");
    if (least) next.set("min", String(least));
    return next.size ? `#${next}` : "";
  }

  // While the page restores itself, or is printed in the colours of paper, the address is not written.
  let quiet = true;
  function write() {
    if (quiet || ml.isPrinting()) return;
    const hash = now();
    if (hash === location.hash || (!hash && location.hash && !isOurs(read()))) return;
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      // A page inside a frame without an address of its own has none to write.
    }
  }

  function restoreQuietly() {
    quiet = true;
    restore();
    quiet = false;
    // What was not known is cleaned away.
    if (!location.hash || isOurs(read())) write();
  }

  window.addEventListener("hashchange", restoreQuietly);
  ml.listen(write);
  // A frame has no address of its own, and a page at its start needs none: this names it all the same.
  Object.assign(ml, { restore: restoreQuietly, address: () => now() || "#" });
})();
