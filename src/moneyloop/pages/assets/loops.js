// The ranked list of loops. It ranks and sizes them anew whenever the case, the year or a filter
// changes. A click lights one; [ and ] step through those that are whole.
(() => {
  const ml = window.moneyloop;
  const list = ml.byId("loop-list");
  const STEP = 25;
  const TITLES = { money: "Money loops", trade: "Trade loops", capital: "Capital loops", unsized: "Amount not public" };
  const items = new Map();
  const room = Object.fromEntries(Object.keys(TITLES).map((name) => [name, STEP]));

  /** The loop's weakest promise: what it needs before money can go all the way round. */
  function standing(loop) {
    const statuses = loop.legs.map(ml.legStatus);
    if (statuses.includes(null)) return "not whole";
    if (statuses.includes("talks")) return "needs a deal in talks";
    if (statuses.includes("contingent")) return "needs a contingent deal";
    if (statuses.includes("signed")) return "depends on a contract that is signed but not yet paid";
    const paid = Math.min(...loop.legs.map(ml.legPaid));
    return paid < (ml.loopSize(loop) ?? 0) ? `${ml.usd(paid)} of it paid on every leg` : "paid on every leg";
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

  /** The rows of unknown amount of a loop, by the first leg without an amount. */
  function sizedBy(loop) {
    const leg = loop.legs.find((one) => ml.legAmount(one) === null);
    const ids = leg ? ml.legDeals(leg) : [];
    if (!ids.length) return [];
    const more = ids.length > 1 ? ` or ${ids.length - 1} more` : "";
    return ["not public: ", ml.said(ids[0]), more];
  }

  function item(loop) {
    if (items.has(loop.key)) return items.get(loop.key);
    const fill = ml.el("span", "fill");
    const node = ml.button("loop", route(loop), ml.el("span", "size"), ml.el("span", "bar", fill), ml.el("span", "facts"));
    node.dataset.rank = loop.rank ?? "";
    node.addEventListener("click", () => {
      const again = ml.selectedLoop() === loop;
      ml.select(again ? null : "loop", again ? null : loop.key);
    });
    items.set(loop.key, node);
    return node;
  }

  /** Write what the loop is worth now; `largest` is the size that fills the bar. */
  function fillIn(loop, largest) {
    const node = item(loop);
    const whole = ml.isWhole(loop);
    const size = whole ? ml.loopSize(loop) : null;
    node.classList.toggle("broken", !whole);
    node.setAttribute("aria-pressed", String(loop === ml.selectedLoop()));
    node.querySelector(".size").textContent = !whole ? "not whole" : size === null ? "not public" : ml.usd(size) + (ml.openSize(loop) ? " + ?" : "");
    ml.tell(node, size, ml.state.year);
    node.querySelector(".bar").hidden = size === null;
    node.querySelector(".fill").style.width = `${Math.max(1.5, 100 * Math.sqrt((size ?? 0) / largest))}%`;
    const facts = [standing(loop)];
    if (loop.since && ml.state.year === null) facts.push(` \u00b7 since ${loop.since}`);
    if (loop.legs.some(ml.isStock)) facts.push(" \u00b7 a leg is in stock");
    if (!loop.in_order) facts.push(" \u00b7 no dollar can follow it in time");
    const open = whole && size === null ? sizedBy(loop) : [];
    if (open.length) facts.push(" \u00b7 ", ...open);
    node.querySelector(".facts").replaceChildren(...(whole ? facts : []));
    return node;
  }

  /** The live loops in the sections of the list, largest first; a last one for those not whole. */
  function sections() {
    const told = Object.fromEntries([...Object.keys(TITLES), "broken"].map((name) => [name, []]));
    for (const loop of ml.ranked()) {
      const name = !ml.isWhole(loop) ? "broken" : ml.loopSize(loop) === null ? "unsized" : loop.type;
      told[name].push(loop);
    }
    return told;
  }

  function section(name, loops, largest) {
    if (!loops.length) return [];
    const current = ml.selectedLoop();
    // A loop reached by key or address must be there to be seen.
    const at = loops.indexOf(current);
    while (at >= room[name]) room[name] += STEP;
    const nodes = loops.slice(0, room[name]).map((loop) => fillIn(loop, largest));
    const parts = [ml.el("h3", "", TITLES[name], ml.el("span", "count", ml.count(loops.length)))];
    if (name === "unsized") parts.push(ml.el("p", "quiet", "A leg has no known amount."));
    parts.push(ml.el("div", "loop-group", ...nodes));
    const rest = loops.length - nodes.length;
    if (rest > 0) parts.push(moreButton(name, rest));
    return parts;
  }

  function moreButton(name, rest) {
    const more = ml.button("more", `Show ${ml.count(Math.min(rest, 4 * STEP))} more`);
    more.dataset.more = name;
    more.addEventListener("click", () => {
      const first = room[name];
      room[name] += 4 * STEP;
      write();
      list.querySelectorAll(".loop")[first]?.focus({ preventScroll: true });
    });
    return more;
  }

  function broken(loops) {
    if (!loops.length) return [];
    const many = ml.count(loops.length);
    const why = ml.state.year === null ? "under these filters" : `in ${ml.state.year} under these filters`;
    const line = `${many} ${loops.length === 1 ? "loop is" : "loops are"} not whole ${why}: a leg has no deal left.`;
    const current = ml.selectedLoop();
    return [ml.el("p", "quiet broken-line", line), ...(loops.includes(current) ? [fillIn(current, 1)] : [])];
  }

  function write() {
    // Whoever is on the list with the keyboard stays on the same loop, wherever it moves.
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const { scrollTop } = list;
    const told = sections();
    const sized = [...told.money, ...told.trade, ...told.capital];
    const largest = Math.max(...sized.map(ml.loopSize), 0) || 1;
    const parts = Object.keys(TITLES).flatMap((name) => section(name, told[name], largest));
    if (!ml.loops.length) parts.push(ml.el("p", "quiet", "No loop was found in these deals."));
    list.replaceChildren(...parts, ...broken(told.broken));
    list.scrollTop = scrollTop;
    if (focused) (focused.isConnected ? focused : list.querySelector(".loop"))?.focus({ preventScroll: true });
    count(ml.loops.length - told.broken.length);
  }

  function count(left) {
    const known = ml.payload.loops_count;
    const listed = ml.loops.length;
    const [whole, all, number] = [left, listed, known].map((value) => ml.count(value));
    const complete = ml.payload.loops_complete;
    const found = complete ? number : `at least ${number}`;
    const these = complete ? `the ${all} largest` : all;
    const told = listed < known ? `${left < listed ? `${whole} of ` : ""}${these} of ${found} loops` : `${whole} of ${found}`;
    ml.byId("loop-count").textContent = known ? told : "none found";
    ml.byId("loop-basis").textContent = `${ml.pictureBasis()}.`;
  }

  // Scrolls the list, never the page: on a phone the picture would be gone.
  function keepInView(node) {
    const [top, bottom] = [node.offsetTop, node.offsetTop + node.offsetHeight];
    if (top < list.scrollTop) list.scrollTop = top - 8;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight + 8;
  }

  /** Light the next (+1) or the previous (-1) loop of the list. */
  function stepLoop(by) {
    const ready = ml.ranked().filter(ml.isWhole);
    if (!ready.length) return;
    const at = ready.indexOf(ml.selectedLoop());
    const next = at < 0 ? (by > 0 ? 0 : ready.length - 1) : (at + by + ready.length) % ready.length;
    ml.select("loop", ready[next].key);
  }

  /** After a choice only the mark of the chosen loop moves, if its place in the list is there. */
  function mark() {
    const current = ml.selectedLoop();
    const there = !current || (ml.isWhole(current) && items.get(current.key)?.isConnected);
    if (!there || list.querySelector(".loop.broken")) {
      write();
      return;
    }
    for (const node of list.querySelectorAll(".loop[aria-pressed='true']")) node.setAttribute("aria-pressed", "false");
    if (current) items.get(current.key).setAttribute("aria-pressed", "true");
  }

  ml.listen((what) => {
    if (what === "theme" || what === "view") return;
    if (what === "selection" && !ml.isPart) mark();
    else write();
    const current = ml.selectedLoop();
    if (current && what === "selection") keepInView(items.get(current.key));
  });
  Object.assign(ml, { stepLoop, route, standing });
})();
