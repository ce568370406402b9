// What every other part of the page stands on: the data, the state, the figures of the moment, and
// safe ways to write text.
// Text from the data reaches the page through textContent only.

/** The data of the page: JSON, deflated, in base64. */
async function unpacked() {
  const bytes = Uint8Array.from(atob(document.getElementById("moneyloop-data").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

const moneyloopData = await unpacked();

window.moneyloop = (() => {
  const { payload, picture, bases } = moneyloopData;
  const byId = (id) => document.getElementById(id);

  const deals = new Map(payload.deals.map((deal) => [deal.id, deal]));
  const parties = new Map(payload.parties.map((party) => [party.name, party]));
  const nodeOf = new Map(picture.nodes.map((node) => [node.id, node]));
  // An arrow is all deals of one class from a payer to a payee.
  const arrows = new Map(picture.edges.map(({ id, from, to, cls }) => [id, { id, payer: from, payee: to, cls, deals: [] }]));
  for (const deal of payload.deals) arrows.get(arrowOf(deal))?.deals.push(deal.id);
  const dealsOf = new Map(payload.parties.map((party) => [party.name, []]));
  for (const { id, payer, payee } of payload.deals) {
    for (const name of new Set([payer, payee])) dealsOf.get(name)?.push(id);
  }

  // Money loops first, then the other types; loops with an amount that is not public come last. Rank decides the rest.
  const typeOrder = ["money", "trade", "capital"];
  // Of too many loops some are found apart: those have no rank, and come last of their size.
  const place = (loop) => loop.rank ?? 1e9;
  const loops = payload.loops
    .map((loop) => ({ ...loop, key: loopKey(loop), ids: loop.legs.flatMap((leg) => leg.deals), arrows: loop.legs.map(arrowOf) }))
    .sort(
      (a, b) =>
        Number(a.unsized) - Number(b.unsized) ||
        typeOrder.indexOf(a.type) - typeOrder.indexOf(b.type) ||
        place(a) - place(b),
    );
  const loopOf = new Map(loops.map((loop) => [loop.key, loop]));
  const onMoneyLoop = new Set(
    loops.filter((loop) => loop.type === "money").flatMap((loop) => loop.parties),
  );
  const onLoop = new Set(loops.flatMap((loop) => loop.ids));

  /** The name of the arrow of a deal or of a leg. */
  function arrowOf({ class: cls, payer, payee }) {
    return `${cls}:${payer}>${payee}`;
  }

  // A loop keeps its key when the ranks move: the first letters of its legs' classes and its parties.
  function loopKey(loop) {
    return `${loop.legs.map((leg) => leg.class[0]).join("")}:${loop.parties.join(">")}`;
  }

  // `year` is a period: a year, the window of the headline, or null for the whole term of each deal.
  // `all`: all parties are on the map, not the few that carry most of the money.
  const state = { selection: null, case: payload.case, year: payload.start, all: false };
  const listeners = [];
  // What is asked for many times between two changes, such as what is lit, is worked out once.
  let memo = new Map();

  function once(name, work) {
    if (!memo.has(name)) memo.set(name, work());
    return memo.get(name);
  }

  function changed(what) {
    memo = new Map();
    for (const listener of listeners) listener(what);
  }

  /** Light one thing: {type: "loop" | "party" | "deal" | "arrow", key}; null clears. */
  function select(type, key) {
    const known = { loop: loopOf, party: parties, deal: deals, arrow: arrows }[type];
    state.selection = known && known.has(key) ? { type, key } : null;
    changed("selection");
  }

  function selectedLoop() {
    return state.selection?.type === "loop" ? loopOf.get(state.selection.key) : null;
  }

  /** The deals that the selection lights; null when nothing is selected. */
  function lit() {
    const { selection } = state;
    if (!selection) return null;
    const { type, key } = selection;
    if (type === "deal") return new Set([key]);
    return once("lit", () => new Set({ loop: () => selectedLoop().ids, party: () => dealsOf.get(key), arrow: () => arrows.get(key).deals }[type]()));
  }

  /** The arrows that the selection lights; null when nothing is selected. */
  function litArrows() {
    return lit() && once("lit arrows", () => new Set([...lit()].map((id) => arrowOf(deals.get(id)))));
  }

  /** The parties that the selection lights; null when nothing is selected. */
  function litParties() {
    const { selection } = state;
    if (!selection) return null;
    if (selection.type === "loop") return once("lit parties", () => new Set(selectedLoop().parties));
    return once("lit parties", () => {
      const names = new Set(selection.type === "party" ? [selection.key] : []);
      for (const id of lit()) {
        if (selection.type === "party" && !moneyloop.shown().has(id)) continue;
        names.add(deals.get(id).payer).add(deals.get(id).payee);
      }
      return names;
    });
  }

  // Who is on the map ------------------------------------------------------------------------------

  /** The places of the boxes: of all, of the part that was asked for, or of the few of the period. */
  function map() {
    if (state.all) return picture.maps.all[state.year ?? "whole"] ?? picture.maps.all.whole;
    return picture.maps.part ?? picture.maps.few[state.case][state.year ?? "whole"] ?? {};
  }

  /** Parties that stand on the map for now, because they are chosen. */
  function guests() {
    return once("guests", () => {
      if (!state.selection) return [];
      const { type, key } = state.selection;
      const ends = ({ payer, payee }) => [payer, payee];
      const named = { loop: () => selectedLoop().parties, party: () => [key], deal: () => ends(deals.get(key)), arrow: () => ends(arrows.get(key)) };
      return [...new Set(named[type]())].filter((name) => !Object.hasOwn(map(), name) && nodeOf.has(name));
    });
  }

  function inPicture(name) {
    return Object.hasOwn(map(), name) || guests().includes(name);
  }

  /** Draw every party of the page, or the few that it started with. */
  function drawAll(all) {
    if (Boolean(all) === state.all) return;
    state.all = Boolean(all);
    changed("scope");
  }

  // Figures of the moment: the case and the year that are chosen, the deals that are shown --------

  const tables = new Map(
    Object.entries(payload.cases).map(([name, { rows, pools }]) => [name, { rows: byPlace(rows), pools: byPlace(pools) }]),
  );

  function byPlace(rows) {
    return new Map(rows.map((row) => [`${row.period} ${row.party}`, row]));
  }

  function setCase(name) {
    if (!Object.hasOwn(payload.cases, name) || name === state.case) return;
    state.case = name;
    changed("case");
  }

  /** Choose a year; null is the whole term. */
  function setYear(year) {
    const next = payload.years.includes(year) ? year : null;
    if (next === state.year) return;
    state.year = next;
    changed("year");
  }

  function figures() {
    return payload.cases[state.case];
  }

  /** What a deal moves in the chosen year, or over its whole term; null is unknown or in no sum. */
  function amountOf(id) {
    const deal = figures().deals[id];
    if (!deal) return null;
    return state.year === null ? deal.whole : (deal.years[state.year] ?? null);
  }

  /** Whether a deal runs in the chosen year. */
  function flows(id) {
    return state.year === null || Object.hasOwn(figures().deals[id]?.years ?? {}, state.year);
  }

  /** Why a deal is in no sum, in the chosen case; null when it is. */
  function reasonOf(id) {
    return figures().deals[id]?.reason ?? null;
  }

  /** The period of panels: the chosen one, else that of the headline. */
  function figureYear() {
    return state.year ?? payload.start ?? payload.year;
  }

  function row(party, year = figureYear()) {
    return tables.get(state.case).rows.get(`${year} ${party}`);
  }

  function pool(party, year = figureYear()) {
    return tables.get(state.case).pools.get(`${year} ${party}`);
  }

  // In a sum a deal counts as a whole, or by its days where something else stands for some of them.
  const SUMMED = [null, "no dates", "replaced by what was paid", "outside the window"];

  /** Whether a deal's amount may be added to others. */
  function isSummed(id) {
    return SUMMED.includes(reasonOf(id));
  }

  /** Whether a deal counts and nobody knows its amount; in a period, one that no day is known of does not. */
  function isOpen(id) {
    const open = figures().deals[id]?.open;
    return open === "dated" || (open === "undated" && state.year === null);
  }

  /** Whether money moves in the period, of a public amount or not; a whole term has all that its legs have. */
  function moves(id) {
    return state.year === null || amountOf(id) > 0 || (amountOf(id) === null && isOpen(id) && flows(id));
  }

  /** Whether nobody knows the deal's amount in the chosen case. */
  function isUnknown(id) {
    const { amount_usd_bn: amount, amount_high_usd_bn: high } = deals.get(id);
    return (state.case === "headline" ? (high ?? amount) : amount) === null;
  }

  // Sums as Python rounds them: 0.1 + 0.2 is 0.3.
  function sum(amounts) {
    return Math.round(amounts.reduce((total, amount) => total + amount, 0) * 1e9) / 1e9;
  }

  /** The deals of a leg that the filters and the year leave. */
  function legDeals(leg) {
    return leg.deals.filter((id) => moneyloop.kept().has(id) && moves(id));
  }

  /** The sum of a leg's deals; null when none of them has a known amount. */
  function legAmount(leg) {
    const known = legDeals(leg).map(amountOf).filter((amount) => amount !== null);
    return known.length ? sum(known) : null;
  }

  /** The surest status that has a part of a leg's amount: paid, signed, contingent or talks. */
  function legStatus(leg) {
    const ids = legDeals(leg);
    const paying = ids.filter((id) => amountOf(id) > 0);
    const statuses = new Set((paying.length ? paying : ids).map((id) => deals.get(id).status));
    return ["paid", "signed", "contingent", "talks"].find((status) => statuses.has(status)) ?? null;
  }

  /** Why nothing of a leg is left in the chosen year: it has none, or the filters hide it. */
  function legMissing(leg) {
    if (state.year === null) return "no deal left";
    return leg.deals.some((id) => flows(id) && moves(id)) ? "filtered out" : `none${moneyloop.within(state.year)}`;
  }

  /** The part of a leg's amount that is paid. */
  function legPaid(leg) {
    return sum(legDeals(leg).filter((id) => deals.get(id).status === "paid").map((id) => amountOf(id) ?? 0));
  }

  /** Whether all that a leg counts is handed over in stock: it has a size, but no cash moves. */
  function isStock(leg) {
    const counted = legDeals(leg).filter((id) => amountOf(id) !== null);
    return counted.length > 0 && counted.every((id) => reasonOf(id) === "not cash");
  }

  /** The smallest leg: what could complete the loop, at most. Null when a leg has no known amount. */
  function loopSize(loop) {
    const legs = loop.legs.map(legAmount);
    return legs.includes(null) ? null : Math.min(...legs);
  }

  /** Whether the smallest leg also has a deal without a public amount: then more could complete the loop. */
  function openSize(loop) {
    const size = loopSize(loop);
    const smallest = loop.legs.filter((leg) => legAmount(leg) === size);
    return size !== null && smallest.every((leg) => legDeals(leg).some((id) => amountOf(id) === null && leg.unknown.includes(id)));
  }

  /** The chosen year, or from the first to the last year of the deals of a loop: how a sentence on it ends. */
  function loopWhen(loop) {
    if (state.year !== null) return moneyloop.within(state.year);
    const dates = loop.legs.flatMap(legDeals).flatMap((id) => [deals.get(id).start, deals.get(id).end]);
    const years = dates.filter(Boolean).map((day) => day.slice(0, 4)).sort();
    if (!years.length) return "";
    return years[0] === years.at(-1) ? `, ${years[0]}` : `, ${years[0]} to ${years.at(-1)}`;
  }

  /** Whether the filters and the year leave a deal on every leg, on the map or off it. */
  function isWhole(loop) {
    return loop.legs.every((leg) => legDeals(leg).length > 0);
  }

  /**
   * The loops as they rank now: money, trade, capital, the largest first; then those without a size,
   * then those that are not whole.
   */
  function ranked() {
    return once("ranked", rank);
  }

  function rank() {
    const sized = loops.map((loop) => ({ loop, whole: isWhole(loop), size: loopSize(loop) }));
    return sized
      .sort(
        (a, b) =>
          Number(b.whole) - Number(a.whole) ||
          Number(a.size === null) - Number(b.size === null) ||
          typeOrder.indexOf(a.loop.type) - typeOrder.indexOf(b.loop.type) ||
          b.size - a.size ||
          a.loop.length - b.loop.length ||
          place(a.loop) - place(b.loop),
      )
      .map(({ loop }) => loop);
  }

  // Text -------------------------------------------------------------------------------------

  function words(value) {
    return String(value).replaceAll("_", " ");
  }

  function kindLabel(kind) {
    return payload.deals.length && picture.kind_labels[kind] ? picture.kind_labels[kind] : words(kind);
  }

  function tierLabel(tier) {
    return tier === "press" ? "first-rank press" : tier || "";
  }

  function partyKind(party) {
    return party.kind ? words(party.kind) : "kind unknown";
  }

  const ROLES = { investment: "invests", purchase: "buys" };

  /** An element with a class and children; strings become text. */
  function el(tag, className, ...children) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  /** Text from the data, kept apart so that its writing direction stays its own. */
  function said(text, className) {
    return el("bdi", className, String(text));
  }

  function button(className, ...children) {
    const node = el("button", className, ...children);
    node.type = "button";
    return node;
  }

  function chip(text, className) {
    return el("span", `chip ${className || ""}`.trim(), text);
  }

  /** The kind of a deal, marked with the colour of what it does: it invests, buys, or neither. */
  function kindChip({ kind, class: cls }) {
    return chip(kindLabel(kind), `kind does-${ROLES[cls] ?? "else"}`);
  }

  function statusChip(status, amount) {
    const text = amount === undefined ? words(status) : `${words(status)} ${moneyloop.usd(amount)}`;
    return chip(text, status === "contingent" || status === "talks" ? "maybe" : "");
  }

  /** A link to a source if its address is a plain web link, else just the text. */
  function link(url, text) {
    let address = null;
    try {
      address = new URL(url);
    } catch {
      return said(text);
    }
    if (!["http:", "https:"].includes(address.protocol)) return said(text);
    const node = el("a", "source", said(text));
    node.href = address.href;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
    return node;
  }

  return {
    payload, picture, bases, deals, parties, arrows, arrowOf, loops, loopOf, nodeOf, dealsOf, onLoop, onMoneyLoop, state,
    map, guests, inPicture, drawAll, once, select, selectedLoop, lit, litArrows, litParties, changed,
    setCase, setYear, figures, amountOf, flows, reasonOf, figureYear, row, pool, isSummed, isUnknown, isOpen, moves, sum,
    legDeals, legAmount, legStatus, legMissing, legPaid, isStock, loopSize, openSize, loopWhen, isWhole, ranked,
    listen: (listener) => listeners.push(listener),
    byId, el, said, button, chip, kindChip, statusChip, link,
    words, partyKind, kindLabel, tierLabel,
    calm: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
})();
