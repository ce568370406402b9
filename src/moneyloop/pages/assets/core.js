// What every other part of the page stands on: the data, the state, and safe ways to write text.
// Text from the data reaches the page through textContent only.
"use strict";

window.moneyloop = (() => {
  const { payload, picture } = JSON.parse(document.getElementById("moneyloop-data").textContent);
  const byId = (id) => document.getElementById(id);

  const deals = new Map(payload.deals.map((deal) => [deal.id, deal]));
  const parties = new Map(payload.parties.map((party) => [party.name, party]));
  const edgeOf = new Map(picture.edges.map((edge) => [edge.id, edge]));

  // Money loops first, then the other kinds; what cannot be sized comes last. Rank decides the rest.
  const kindOrder = ["money", "trade", "capital"];
  const loops = payload.loops
    .map((loop) => ({ ...loop, key: loopKey(loop), ids: loop.legs.flatMap((leg) => leg.deals) }))
    .sort(
      (a, b) =>
        Number(a.unsized) - Number(b.unsized) ||
        kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
        a.rank - b.rank,
    );
  const loopOf = new Map(loops.map((loop) => [loop.key, loop]));
  const onMoneyLoop = new Set(
    loops.filter((loop) => loop.kind === "money").flatMap((loop) => loop.parties),
  );
  const onLoop = new Set(loops.flatMap((loop) => loop.ids));

  // A loop keeps its key when the ranks move: the first letters of its legs' classes and its parties.
  function loopKey(loop) {
    return `${loop.legs.map((leg) => leg.class[0]).join("")}:${loop.parties.join(">")}`;
  }

  const state = { selection: null, ring: false };
  const listeners = [];

  function changed(what) {
    for (const listener of listeners) listener(what);
  }

  /** Light one thing: {type: "loop" | "party" | "deal", key}; null clears. */
  function select(type, key) {
    const known = { loop: loopOf, party: parties, deal: deals }[type];
    state.selection = known && known.has(key) ? { type, key } : null;
    if (!state.selection || type !== "loop") state.ring = false;
    changed("selection");
  }

  function selectedLoop() {
    return state.selection?.type === "loop" ? loopOf.get(state.selection.key) : null;
  }

  /** The deals that the selection lights; null when nothing is selected. */
  function lit() {
    const { selection } = state;
    if (!selection) return null;
    if (selection.type === "deal") return new Set([selection.key]);
    if (selection.type === "loop") return new Set(selectedLoop().ids);
    return new Set(
      payload.deals
        .filter((deal) => deal.payer === selection.key || deal.payee === selection.key)
        .map((deal) => deal.id),
    );
  }

  /** The parties that the selection lights. */
  function litParties() {
    const { selection } = state;
    if (!selection) return null;
    if (selection.type === "loop") return new Set(selectedLoop().parties);
    const names = new Set(selection.type === "party" ? [selection.key] : []);
    for (const id of lit()) {
      if (selection.type === "party" && !moneyloop.shown().has(id)) continue;
      names.add(deals.get(id).payer).add(deals.get(id).payee);
    }
    return names;
  }

  // Text -------------------------------------------------------------------------------------

  function digits(value) {
    const size = Math.abs(value);
    const places = size >= 10 ? 1 : 2;
    return size.toLocaleString("en-US", { maximumFractionDigits: places });
  }

  /** An amount in USD billions as text; unknown stays a word, never 0. */
  function usd(value) {
    if (value === null || value === undefined) return "unknown";
    const minus = value < 0 ? "\u2212" : "";
    if (value !== 0 && Math.abs(value) < 0.005) return `<${minus}$0.01bn`;
    return `${minus}$${digits(value)}bn`;
  }

  /** Low - marker - high as text. */
  function interval(low, marker, high) {
    if ([low, marker, high].some((value) => value === null || value === undefined)) return "unknown";
    const [first, middle, last] = [low, marker, high].map((value) => usd(value));
    return `${first.slice(0, -2)} \u2013 ${middle.slice(0, -2).replace("$", "")} \u2013 ${last.replace("$", "")}`;
  }

  function words(value) {
    return String(value).replaceAll("_", " ");
  }

  function kindLabel(kind) {
    return payload.deals.length && picture.kind_labels[kind] ? picture.kind_labels[kind] : words(kind);
  }

  /** The style name of a kind: one of ours, never text from the data. */
  function kindStyle(kind) {
    return Object.hasOwn(picture.kind_labels, kind) ? kind.replaceAll("_", "-") : "other";
  }

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

  function kindChip(kind) {
    return chip(kindLabel(kind), `kind kind-${kindStyle(kind)}`);
  }

  function statusChip(status, amount) {
    const text = amount === undefined ? words(status) : `${words(status)} ${usd(amount)}`;
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
    payload, picture, deals, parties, loops, loopOf, edgeOf, onLoop, onMoneyLoop, state,
    select, selectedLoop, lit, litParties, changed,
    listen: (listener) => listeners.push(listener),
    byId, el, said, button, chip, kindChip, statusChip, link,
    usd, interval, words, kindLabel, kindStyle,
    calm: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
})();
