// The legend is the filter: what is ticked is drawn, and the search finds parties.
(() => {
  const ml = window.moneyloop;
  const panel = ml.byId("filters");
  const boxes = [...panel.querySelectorAll("input[data-filter]")];
  const search = ml.byId("search");
  const found = ml.byId("search-results");
  const hiddenReasons = new Set(ml.picture.hidden_reasons);
  let shownNow = new Set();

  function ticked(column) {
    return new Set(
      boxes.filter((box) => box.dataset.filter === column && box.checked).map((box) => box.value),
    );
  }

  function recompute() {
    const [kinds, statuses, evidence] = ["kind", "status", "evidence"].map(ticked);
    const reasons = ticked("reason");
    const loopsOnly = ml.byId("loops-only").checked;
    shownNow = new Set(
      ml.payload.deals
        .filter((deal) => ml.edgeOf.has(deal.id))
        // Talks have a switch of their own, so their status asks for no second tick.
        .filter((deal) => (hiddenReasons.has(deal.left_out) ? reasons.has(deal.left_out) : statuses.has(deal.status)))
        .filter((deal) => kinds.has(deal.kind) && evidence.has(deal.evidence || "unknown"))
        .filter((deal) => !loopsOnly || ml.onLoop.has(deal.id))
        .map((deal) => deal.id),
    );
  }

  function apply() {
    recompute();
    ml.changed("filter");
  }

  function reset() {
    for (const box of boxes) box.checked = box.defaultChecked;
    ml.byId("loops-only").checked = false;
    apply();
  }

  panel.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox]")) apply();
  });
  for (const toggle of panel.querySelectorAll("button[data-all]")) {
    toggle.addEventListener("click", () => {
      const group = boxes.filter((box) => box.dataset.filter === toggle.dataset.all);
      const on = !group.every((box) => box.checked);
      for (const box of group) box.checked = on;
      apply();
    });
  }
  ml.byId("filter-reset").addEventListener("click", reset);

  function matches(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    const rank = ({ name }) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    return ml.payload.parties
      .filter(({ name, aliases }) => [name, ...(aliases || [])].some((word) => word.toLowerCase().includes(wanted)))
      .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
      .slice(0, 8);
  }

  function showMatches() {
    const parties = matches(search.value);
    const none = search.value.trim() && !parties.length ? [ml.el("p", "quiet", "No party of that name.")] : [];
    found.replaceChildren(
      ...parties.map((party) => {
        const item = ml.button("found", ml.said(party.name), ml.el("span", "quiet", ml.words(party.kind)));
        item.addEventListener("click", () => choose(party.name));
        return item;
      }),
      ...none,
    );
  }

  function choose(name) {
    search.value = "";
    showMatches();
    ml.select("party", name);
  }

  search.addEventListener("input", showMatches);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches(search.value).length) choose(matches(search.value)[0].name);
  });

  recompute();
  Object.assign(ml, { shown: () => shownNow, applyFilters: apply, resetFilters: reset });
})();
