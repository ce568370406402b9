// The address says what is lit, so that a link shows the same thing: #loop=, #party=, #deal=.
(() => {
  const ml = window.moneyloop;
  const TYPES = ["loop", "party", "deal"];

  function read() {
    return new URLSearchParams(location.hash.slice(1));
  }

  /** Light what the address names; a loop may also be named by its rank. */
  function restore() {
    const wanted = read();
    const theme = wanted.get("theme");
    if (theme === "light" || theme === "dark") ml.setTheme(theme);
    const type = TYPES.find((name) => wanted.has(name));
    if (!type) {
      if (!location.hash || theme) ml.select(null);
      return;
    }
    const value = wanted.get(type);
    const byRank = type === "loop" ? ml.loops.find((loop) => String(loop.rank) === value) : null;
    ml.select(type, byRank ? byRank.key : value);
    if (wanted.get("view") === "ring" && !ml.state.ring) ml.toggleRing();
    if (document.body.classList.contains("page-report")) ml.byId("network").scrollIntoView();
  }

  function write() {
    const { selection, ring } = ml.state;
    const next = new URLSearchParams();
    if (selection) next.set(selection.type, selection.key);
    if (ring) next.set("view", "ring");
    const theme = document.documentElement.dataset.theme;
    if (theme) next.set("theme", theme);
    const hash = next.size ? `#${next}` : "";
    // Other anchors of the page (a row of the table, say) are left alone while nothing is lit.
    const ours = [...read().keys()].some((key) => [...TYPES, "view", "theme"].includes(key));
    if (hash !== location.hash && (hash || ours)) {
      history.replaceState(null, "", hash || location.pathname + location.search);
    }
  }

  window.addEventListener("hashchange", restore);
  ml.listen(write);
  ml.restore = restore;
})();
