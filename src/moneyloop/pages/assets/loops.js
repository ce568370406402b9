// The ranked list of loops. A click lights one; [ and ] step through those that the filters leave whole.
(() => {
  const ml = window.moneyloop;
  const list = ml.byId("loop-list");
  const STEP = 25;
  const items = new Map();
  const largest = Math.max(...ml.loops.map((loop) => loop.size ?? 0), 0) || 1;
  const titles = { money: "Money loops", trade: "Trade loops", capital: "Capital loops" };

  /** The loop's weakest promise: what it needs before money can go all the way round. */
  function standing(loop) {
    const statuses = loop.legs.map((leg) => leg.status);
    if (statuses.includes("contingent")) return "needs a contingent deal";
    return statuses.includes("firm") ? "needs a firm deal, not yet paid" : "paid on every leg";
  }

  /** "A → B → A", each name in its own writing direction. */
  function route(loop) {
    const parts = [];
    for (const name of [...loop.parties, loop.parties[0]]) {
      if (parts.length) parts.push(ml.el("span", "arrow", " \u2192 "));
      parts.push(ml.said(name));
    }
    return ml.el("span", "route", ...parts);
  }

  function item(loop) {
    const bar = ml.el("span", "bar");
    const fill = ml.el("span", "fill");
    fill.style.width = `${Math.max(1.5, 100 * Math.sqrt((loop.size ?? 0) / largest))}%`;
    if (!loop.unsized) bar.append(fill);
    const facts = [standing(loop), loop.since ? `since ${loop.since}` : null].filter(Boolean);
    const node = ml.button(
      "loop",
      route(loop),
      ml.el("span", "size", loop.unsized ? "not sized" : ml.usd(loop.size)),
      bar,
      ml.el("span", "facts", facts.join(" \u00b7 ")),
    );
    node.dataset.rank = loop.rank;
    node.addEventListener("click", () => {
      const again = ml.selectedLoop() === loop;
      ml.select(again ? null : "loop", again ? null : loop.key);
    });
    items.set(loop.key, node);
    return node;
  }

  function section(title, note, loops) {
    if (!loops.length) return;
    const head = ml.el("h3", "", title, ml.el("span", "count", loops.length.toLocaleString("en-US")));
    const body = ml.el("div", "loop-group", ...loops.slice(0, STEP).map(item));
    const rest = loops.slice(STEP).map(item);
    list.append(head, note ? ml.el("p", "quiet", note) : "", body);
    if (!rest.length) return;
    const more = ml.button("more", `Show ${rest.length.toLocaleString("en-US")} more`);
    more.addEventListener("click", () => {
      body.append(...rest);
      more.remove();
    });
    list.append(more);
    // A loop reached by key or address must be there to be seen.
    for (const node of rest) node.reveal = () => more.isConnected && more.click();
  }

  for (const kind of Object.keys(titles)) {
    section(titles[kind], null, ml.loops.filter((loop) => loop.kind === kind && !loop.unsized));
  }
  section("Not sized", "A leg has no known amount.", ml.loops.filter((loop) => loop.unsized));
  if (!ml.loops.length) list.append(ml.el("p", "quiet", "No loop was found in these deals."));

  /** Whether the filters leave at least one deal on every leg. */
  function whole(loop) {
    return loop.legs.every((leg) => leg.deals.some((id) => ml.shown().has(id)));
  }

  function paint() {
    const current = ml.selectedLoop();
    for (const loop of ml.loops) {
      const node = items.get(loop.key);
      node.setAttribute("aria-pressed", String(loop === current));
      node.classList.toggle("broken", !whole(loop));
      if (loop === current && node.reveal) node.reveal();
    }
    const left = ml.loops.filter(whole).length;
    const known = ml.payload.loops_count;
    const cut = ml.payload.loops_complete ? "" : " \u00b7 search was cut, there may be more";
    ml.byId("loop-count").textContent = `${left} of ${known}${cut}`;
    if (current) keepInView(items.get(current.key));
  }

  // Scrolls the list, never the page: on a phone the picture would be gone.
  function keepInView(node) {
    const [top, bottom] = [node.offsetTop - list.offsetTop, node.offsetTop - list.offsetTop + node.offsetHeight];
    if (top < list.scrollTop) list.scrollTop = top - 8;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight + 8;
  }

  /** Light the next (+1) or the previous (-1) loop of the list. */
  function stepLoop(by) {
    const ready = ml.loops.filter(whole);
    if (!ready.length) return;
    const at = ready.indexOf(ml.selectedLoop());
    const next = at < 0 ? (by > 0 ? 0 : ready.length - 1) : (at + by + ready.length) % ready.length;
    ml.select("loop", ready[next].key);
  }

  ml.listen(paint);
  Object.assign(ml, { stepLoop, route, standing });
})();
