// The filters: what is ticked is drawn. And the search, which finds parties and deals.
(() => {
  const ml = window.moneyloop;
  const panel = ml.byId("filters");
  const boxes = [...panel.querySelectorAll("input[data-filter]")];
  const COLUMNS = ["kind", "status", "evidence", "reason", "group"];
  const search = ml.byId("search");
  const found = ml.byId("search-results");
  const hiddenReasons = new Set(ml.picture.hidden_reasons);
  const groupOf = new Map(Object.entries(ml.picture.groups));
  const loopsBox = ml.byId("loops-only");
  const leastField = ml.byId("least");
  let keptNow = new Set();
  let keptAnyYear = [];
  let shownNow = new Set();

  // A group that no party is of needs no box.
  const groups = new Set(groupOf.values());
  for (const box of boxes) {
    if (box.dataset.filter === "group") box.closest("label").hidden = !groups.has(box.value);
  }

  // What each box is about, per deal; worked out once.
  const facts = ml.payload.deals
    .filter((deal) => ml.arrows.has(ml.arrowOf(deal)))
    .map((deal) => {
      const isHidden = hiddenReasons.has(deal.left_out);
      return {
        deal,
        kind: deal.kind,
        // Talks have a switch of their own, so their status asks for no second tick.
        status: isHidden ? null : deal.status,
        evidence: deal.evidence || "unknown",
        reason: isHidden ? deal.left_out : null,
        groups: [groupOf.get(deal.payer), groupOf.get(deal.payee)],
      };
    });

  function ticked(column) {
    return new Set(
      boxes.filter((box) => box.dataset.filter === column && box.checked).map((box) => box.value),
    );
  }

  /** The columns in which a deal fails; one that fails in a single one still counts in its box. */
  function failures(fact, on) {
    const failed = COLUMNS.filter((column) =>
      column === "group"
        ? !fact.groups.every((group) => on.group.has(group))
        : fact[column] !== null && !on[column].has(fact[column]),
    );
    return failed;
  }

  /** The smallest amount that is drawn, in USD billions; 0 draws all, those of unknown amount too. */
  function least() {
    const value = Number(leastField.value);
    return Number.isFinite(value) && value > 0 ? value : 0;
  }

  /** Whether a deal's amount is large enough; where it does not flow now, that of its whole term. */
  function isLarge(id, from) {
    if (!from) return true;
    const amount = ml.flows(id) ? ml.amountOf(id) : (ml.figures().deals[id]?.whole ?? null);
    return amount !== null && amount >= from;
  }

  function recompute() {
    const on = Object.fromEntries(COLUMNS.map((column) => [column, ticked(column)]));
    const [loopsOnly, from] = [loopsBox.checked, least()];
    const counts = new Map();
    const groups = new Map();
    keptNow = new Set();
    keptAnyYear = [];
    shownNow = new Set();
    for (const fact of facts) {
      const { id, payer, payee } = fact.deal;
      if ((loopsOnly && !ml.onLoop.has(id)) || !isLarge(id, from)) continue;
      const failed = failures(fact, on);
      const isIn = ml.inPicture(payer) && ml.inPicture(payee);
      if (!failed.length) keptAnyYear.push(id);
      if (!ml.flows(id)) continue;
      if (!failed.length) {
        keptNow.add(id);
        if (isIn) shownNow.add(id);
      }
      if (!isIn || failed.length > 1) continue;
      for (const column of COLUMNS) {
        if (column === "group" || fact[column] === null || (failed.length && failed[0] !== column)) continue;
        const key = `${column} ${fact[column]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      if (failed.length && failed[0] !== "group") continue;
      // A party counts in its own box if the boxes of its partners leave it a deal.
      for (const [end, name] of [payer, payee].entries()) {
        const [mine, other] = [fact.groups[end], fact.groups[1 - end]];
        if (mine !== other && !on.group.has(other)) continue;
        if (!groups.has(mine)) groups.set(mine, new Set());
        groups.get(mine).add(name);
      }
    }
    for (const box of boxes) {
      const { filter } = box.dataset;
      const count = filter === "group" ? groups.get(box.value)?.size : counts.get(`${filter} ${box.value}`);
      box.closest("label").querySelector(".count").textContent = ml.count(count ?? 0);
    }
  }

  function apply() {
    recompute();
    ml.changed("filter");
  }

  function reset() {
    setFilters({ off: [], on: [], loops: false, least: 0 });
  }

  /** What the legend filters, as far as it differs from how the page starts. */
  function filters() {
    const changed = boxes.filter((box) => box.checked !== box.defaultChecked);
    const names = (checked) => changed.filter((box) => box.checked === checked).map(nameOf);
    return { off: names(false), on: names(true), loops: loopsBox.checked, least: least() };
  }

  function nameOf(box) {
    return `${box.dataset.filter}:${box.value}`;
  }

  /** Filter like this; what is not named is as the page starts. */
  function setFilters(wanted) {
    const before = JSON.stringify(filters());
    const [off, on] = [new Set(wanted.off), new Set(wanted.on)];
    for (const box of boxes) box.checked = box.defaultChecked ? !off.has(nameOf(box)) : on.has(nameOf(box));
    loopsBox.checked = wanted.loops;
    leastField.value = wanted.least > 0 && Number.isFinite(wanted.least) ? String(wanted.least) : "";
    if (JSON.stringify(filters()) !== before) apply();
  }

  panel.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox]")) apply();
  });
  leastField.addEventListener("input", apply);
  for (const toggle of panel.querySelectorAll("button[data-all]")) {
    toggle.addEventListener("click", () => {
      const group = boxes.filter((box) => box.dataset.filter === toggle.dataset.all);
      const on = !group.every((box) => box.checked);
      for (const box of group) box.checked = on;
      apply();
    });
  }
  ml.byId("filter-reset").addEventListener("click", reset);

  // Find a party or a deal ------------------------------------------------------------------------

  const MOST = 8; // of each

  function parties(wanted) {
    const rank = ({ name }) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    return ml.payload.parties
      .filter(({ name, aliases }) => [name, ...(aliases || [])].some((word) => word.toLowerCase().includes(wanted)))
      .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
      .slice(0, MOST)
      .map(({ name }) => ["party", name, name, ml.partyKind(ml.parties.get(name))]);
  }

  /** Deals in whose row all the words stand: ids, both parties, kind, source, note. */
  function deals(wanted) {
    const words = wanted.split(/\s+/);
    return ml.payload.deals
      .filter((deal) => words.every((word) => textOf(deal).includes(word)))
      .map((deal) => ({ deal, near: words.every((word) => nameOfDeal(deal).includes(word)) }))
      .sort((a, b) => Number(b.near) - Number(a.near))
      .map(({ deal }) => deal)
      .slice(0, MOST)
      .map((deal) => ["deal", deal.id, `${deal.payer} \u2192 ${deal.payee}`, `${ml.kindLabel(deal.kind)}, ${deal.id}`]);
  }

  function nameOfDeal({ id, payer, payee }) {
    return `${id} ${payer} ${payee}`.toLowerCase();
  }

  function textOf(deal) {
    return [deal.id, deal.payer, deal.payee, ml.kindLabel(deal.kind), deal.class, deal.status, deal.evidence, deal.outlet, deal.source, deal.note]
      .filter(Boolean).join(" ").toLowerCase();
  }

  function matches(text) {
    const wanted = text.trim().toLowerCase();
    return wanted ? [...parties(wanted), ...deals(wanted)] : [];
  }

  function showMatches() {
    const items = matches(search.value);
    const none = search.value.trim() && !items.length ? [ml.el("p", "quiet", "No party and no deal of that name.")] : [];
    found.replaceChildren(...items.map(([type, key, name, more]) => {
      const item = ml.button("found", ml.said(name), ml.el("span", "quiet", ml.said(more)));
      item.addEventListener("click", () => choose(type, key));
      return item;
    }), ...none);
  }

  function choose(type, key) {
    search.value = "";
    showMatches();
    ml.select(type, key);
  }

  search.addEventListener("input", showMatches);
  search.addEventListener("keydown", (event) => {
    const [first] = matches(search.value);
    if (event.key === "Enter" && first) choose(first[0], first[1]);
  });

  // The drawer -------------------------------------------------------------------------------------

  const opener = ml.byId("filters-button");

  function openFilters(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    panel.querySelector("input").focus({ preventScroll: true });
  }

  opener.addEventListener("click", () => openFilters(panel.hidden));
  ml.byId("filters-close").addEventListener("click", () => {
    openFilters(false);
    opener.focus();
  });

  /** How many boxes differ from how the page starts, for the button. */
  function mark() {
    const { off, on, loops, least: from } = filters();
    const count = off.length + on.length + Number(loops) + Number(from > 0);
    opener.textContent = count ? `Filters (${count})` : "Filters";
  }

  // First of all listeners: what the others draw and count stands on what is shown.
  ml.listen((what) => {
    if (["case", "year", "scope", "selection"].includes(what)) recompute();
    mark();
  });
  recompute();
  Object.assign(ml, {
    kept: () => keptNow, // by filters and year, on the map or off it
    keptInAnyYear: () => keptAnyYear, // by filters, on the map or off it
    shown: () => shownNow, // on the map now
    filters, setFilters, openFilters, textOf,
  });
})();
