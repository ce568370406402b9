// The address says what is seen, so that a link shows the same thing: #loop=, #party=, #deal=, &year=,
// &case=, &view=ring, &theme=, &all=1, what the legend filters (&off=, &on=, &loops=1, &min=), and #embed
// for the picture alone.
(() => {
  const ml = window.moneyloop;
  const root = document.documentElement;
  const TYPES = ["loop", "party", "deal"];
  const KEYS = [...TYPES, "year", "case", "view", "theme", "all", "off", "on", "loops", "min", "embed"];

  function read() {
    return new URLSearchParams(location.hash.slice(1));
  }

  /** Whether the address is one of ours; other anchors of the page are left alone. */
  function isOurs(wanted) {
    return [...wanted.keys()].some((key) => KEYS.includes(key));
  }

  function embed(wanted) {
    const on = wanted.has("embed") && wanted.get("embed") !== "0";
    if (on === (root.dataset.embed === "yes")) return;
    if (on) root.dataset.embed = "yes";
    else delete root.dataset.embed;
    // The stage has another size now. The canvas takes it on first: later it would scale what was fitted.
    requestAnimationFrame(() => {
      ml.network.setSize("100%", "100%");
      ml.fit(ml.selectedLoop()?.parties, undefined, false);
    });
  }

  /** A party may also be named by one of its aliases. */
  function partyOf(value) {
    if (ml.parties.has(value)) return value;
    const wanted = value.toLowerCase();
    const isIt = (word) => word.toLowerCase() === wanted;
    return ml.payload.parties.find(({ name, aliases }) => [name, ...(aliases ?? [])].some(isIt))?.name ?? value;
  }

  /** Show what the address names; what it does not name is as the page starts. */
  function restore() {
    const wanted = read();
    if (location.hash && !isOurs(wanted)) return;
    embed(wanted);
    const theme = wanted.get("theme");
    if (theme === "light" || theme === "dark") ml.setTheme(theme);
    ml.setCase(Object.hasOwn(ml.payload.cases, wanted.get("case") ?? "") ? wanted.get("case") : ml.payload.case);
    ml.setYear(wanted.get("year"));
    ml.drawAll(wanted.get("all") === "1");
    ml.setFilters({
      off: wanted.getAll("off"), on: wanted.getAll("on"), loops: wanted.get("loops") === "1", least: Number(wanted.get("min")),
    });
    const type = TYPES.find((name) => wanted.has(name));
    const value = type ? wanted.get(type) : null;
    // A loop may also be named by its rank.
    const byRank = type === "loop" ? ml.loops.find((loop) => String(loop.rank) === value) : null;
    ml.select(type ?? null, byRank ? byRank.key : type === "party" ? partyOf(value) : value);
    if ((wanted.get("view") === "ring") !== ml.state.ring) ml.toggleRing();
    if (type && document.body.classList.contains("page-report")) ml.byId("network").scrollIntoView();
  }

  /** What the address should say now. */
  function now() {
    const { selection, ring, year, all } = ml.state;
    const next = new URLSearchParams();
    if (selection) next.set(selection.type, selection.key);
    if (year !== null) next.set("year", year);
    if (ml.state.case !== ml.payload.case) next.set("case", ml.state.case);
    if (ring) next.set("view", "ring");
    if (root.dataset.theme) next.set("theme", root.dataset.theme);
    if (all) next.set("all", "1");
    const { off, on, loops, least } = ml.filters();
    for (const box of off) next.append("off", box);
    for (const box of on) next.append("on", box);
    if (loops) next.set("loops", "1");
    if (least) next.set("min", String(least));
    if (root.dataset.embed) next.set("embed", "1");
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

  // Copy link ----------------------------------------------------------------------------------

  const button = ml.byId("link-button");
  const label = button.textContent;

  function copyOld(text) {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    return done;
  }

  async function copy() {
    const address = location.href.split("#")[0] + now();
    let done = true;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      done = copyOld(address);
    }
    button.textContent = done ? "Copied" : "See address bar";
    ml.say?.(done ? "The link to this view is copied." : "Copy the link from the address bar.");
    setTimeout(() => { button.textContent = label; }, 2_000);
  }

  button.addEventListener("click", copy);
  window.addEventListener("hashchange", restoreQuietly);
  ml.listen(write);
  ml.restore = restoreQuietly;
})();
