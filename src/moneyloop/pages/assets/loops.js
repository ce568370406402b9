// The loops of the period: buttons for the largest below the map, and the list of all of them. They are
// ranked and sized anew whenever the case, the period or a filter changes.
(() => {
  const ml = window.moneyloop;
  const list = ml.byId("loop-list");
  const bar = ml.byId("loop-buttons");
  const ON_BUTTONS = 4;
  const STEP = 25;
  const TITLES = { money: "Money loops", trade: "Trade loops", capital: "Capital loops", unsized: "Amount not public" };
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
  function route(loop, arrow = " \u2192 ", back = true) {
    const parts = [];
    for (const name of back ? [...loop.parties, loop.parties[0]] : loop.parties) {
      if (parts.length) parts.push(ml.el("span", "arrow", arrow));
      parts.push(ml.said(name));
    }
    return ml.el("span", "route", ...parts);
  }

  function sizeText(loop) {
    if (!ml.isWhole(loop)) return "not whole";
    const size = ml.loopSize(loop);
    return size === null ? "not public" : ml.usd(size) + (ml.openSize(loop) ? " + ?" : "");
  }

  /** The loops as they are now, by section; a last one for those not whole. */
  function sections() {
    return ml.once("sections", () => {
      const told = Object.fromEntries([...Object.keys(TITLES), "broken"].map((name) => [name, []]));
      for (const loop of ml.ranked()) {
        const name = !ml.isWhole(loop) ? "broken" : ml.loopSize(loop) === null ? "unsized" : loop.type;
        told[name].push(loop);
      }
      return told;
    });
  }

  /** The loops with a size, in the order of buttons and numbers. */
  function sized() {
    const { money, trade, capital } = sections();
    return [...money, ...trade, ...capital];
  }

  // The buttons ------------------------------------------------------------------------------------

  function press(loop) {
    // Lit already: its panel opens; with the panel open, the light goes out.
    if (ml.selectedLoop() !== loop) ml.select("loop", loop.key);
    else if (ml.byId("network").dataset.panel === "details") ml.select(null);
    else ml.openPanel("details");
  }

  /** As many loops, four at most, as leave all buttons in one row; the one that is lit stays. */
  function buttons() {
    const first = sized().slice(0, ON_BUTTONS);
    writeButtons(first);
    while (isBroken() && first.length > 1) {
      first.splice(first.findLastIndex((loop) => loop !== ml.selectedLoop()), 1);
      writeButtons(first);
    }
  }

  /** Whether the buttons take a second row; on a phone loops are cards, and nothing is gained. */
  function isBroken() {
    const [first, last] = [bar.firstElementChild, bar.lastElementChild];
    return Boolean(first.offsetWidth) && (last.offsetTop > first.offsetTop || bar.nextElementSibling.offsetTop > bar.offsetTop);
  }

  function writeButtons(some) {
    const current = ml.selectedLoop();
    const loops = sized();
    const { unsized } = sections();
    const first = some.map((loop) => {
      const node = ml.button("loop-button", ml.el("b", "", String(loops.indexOf(loop) + 1)), " ", route(loop, " \u2013 ", false), ml.el("span", "size", ` ${ml.number(ml.loopSize(loop))}${ml.openSize(loop) ? " + ?" : ""}`));
      node.setAttribute("aria-pressed", String(loop === current));
      node.addEventListener("click", () => press(loop));
      return node;
    });
    const more = (words, section, title = "") => {
      const node = ml.button("loop-more", words);
      node.title = title;
      node.addEventListener("click", () => openList(section));
      return node;
    };
    const rest = loops.length - first.length;
    bar.replaceChildren(
      ...first,
      ...(rest ? [more(`${ml.count(rest)} more loop${rest === 1 ? "" : "s"}`, "money")] : []),
      ...(unsized.length ? [more(`${ml.count(unsized.length)}, amount not public`, "unsized", "Loops without a public amount")] : []),
      ...(loops.length || unsized.length ? [] : [ml.el("span", "quiet", `No loop${ml.within(ml.state.year)}.`)]),
    );
  }

  // The list ---------------------------------------------------------------------------------------

  function openList(section) {
    ml.openPanel("loops");
    // Scrolls the list, never the page.
    list.scrollTop = (list.querySelector(`[data-section="${section}"]`)?.offsetTop ?? 8) - 8;
    list.querySelector("button")?.focus({ preventScroll: true });
  }

  /** The rows of unknown amount of a loop, by the first leg without an amount. */
  function sizedBy(loop) {
    const leg = loop.legs.find((one) => ml.legAmount(one) === null);
    const ids = leg ? ml.legDeals(leg) : [];
    if (!ids.length) return [];
    return [" \u00b7 not public: ", ml.said(ids[0]), ids.length > 1 ? ` or ${ids.length - 1} more` : ""];
  }

  function item(loop, largest) {
    const whole = ml.isWhole(loop);
    const size = whole ? ml.loopSize(loop) : null;
    const facts = [];
    if (whole) {
      facts.push(standing(loop));
      if (loop.since && ml.state.year === null) facts.push(` \u00b7 since ${loop.since}`);
      if (loop.legs.some(ml.isStock)) facts.push(" \u00b7 a leg is in stock");
      if (!loop.in_order) facts.push(" \u00b7 no dollar can follow it in time");
      if (size === null) facts.push(...sizedBy(loop));
    }
    const fill = ml.el("span", "fill");
    fill.style.width = `${Math.max(1.5, (100 * (size ?? 0)) / largest)}%`;
    const node = ml.button("loop", route(loop), ml.el("span", "size", sizeText(loop)), size === null ? null : ml.el("span", "bar", fill), ml.el("span", "facts", ...facts));
    node.classList.toggle("broken", !whole);
    node.dataset.key = loop.key;
    node.setAttribute("aria-pressed", String(loop === ml.selectedLoop()));
    node.addEventListener("click", () => press(loop));
    return node;
  }

  function section(name, loops, largest) {
    if (!loops.length) return [];
    // A loop reached by key or address must be there to be seen.
    while (loops.indexOf(ml.selectedLoop()) >= room[name]) room[name] += STEP;
    const head = ml.el("h3", "", TITLES[name], ml.el("span", "count", ml.count(loops.length)));
    head.dataset.section = name;
    const parts = [head, ml.el("div", "loop-group", ...loops.slice(0, room[name]).map((loop) => item(loop, largest)))];
    const rest = loops.length - room[name];
    if (rest > 0) {
      const more = ml.button("more", `Show ${ml.count(Math.min(rest, 4 * STEP))} more`);
      more.dataset.more = name;
      more.addEventListener("click", () => {
        const first = room[name];
        room[name] += 4 * STEP;
        write();
        list.querySelectorAll(".loop")[first]?.focus({ preventScroll: true });
      });
      parts.push(more);
    }
    return parts;
  }

  function broken(loops) {
    if (!loops.length) return [];
    const line = `${ml.count(loops.length)} of the listed loops ${loops.length === 1 ? "is" : "are"} not whole${ml.within(ml.state.year)}: a leg has no deal left.`;
    const current = ml.selectedLoop();
    return [ml.el("p", "quiet broken-line", line), ...(loops.includes(current) ? [item(current, 1)] : [])];
  }

  function write() {
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const { scrollTop } = list;
    const told = sections();
    const largest = Math.max(...sized().map(ml.loopSize), 0) || 1;
    const parts = Object.keys(TITLES).flatMap((name) => section(name, told[name], largest));
    if (!ml.loops.length) parts.push(ml.el("p", "quiet", "No loop was found in these deals."));
    list.replaceChildren(...parts, ...broken(told.broken));
    list.scrollTop = scrollTop;
    if (focused) [...list.querySelectorAll(".loop")].find((node) => node.dataset.key === focused)?.focus({ preventScroll: true });
    count(ml.loops.length - told.broken.length);
  }

  function count(left) {
    const { loops_count: known, loops_complete: complete } = ml.payload;
    const all = complete ? ml.count(known) : `at least ${ml.count(known)}`;
    ml.byId("loop-count").textContent = known ? `${ml.count(left)} whole of ${ml.count(ml.loops.length)} listed${ml.loops.length < known ? `, ${all} in all` : ""}` : "none found";
    ml.byId("loop-basis").textContent = `${ml.isLedger ? "" : `${ml.picture.case_labels[ml.state.case]}, `}${ml.period()}.`;
  }

  /** Light the next (+1) or the previous (-1) loop of those that are whole. */
  function stepLoop(by) {
    const ready = ml.ranked().filter(ml.isWhole);
    if (!ready.length) return;
    const at = ready.indexOf(ml.selectedLoop());
    const next = at < 0 ? (by > 0 ? 0 : ready.length - 1) : (at + by + ready.length) % ready.length;
    ml.select("loop", ready[next].key);
  }

  /** After a choice only the mark of the chosen loop moves, where it is on the list. */
  function mark() {
    const current = ml.selectedLoop()?.key;
    const nodes = [...list.querySelectorAll(".loop")];
    if (current !== undefined && !nodes.some(({ dataset }) => dataset.key === current)) write();
    else for (const node of nodes) node.setAttribute("aria-pressed", String(node.dataset.key === current));
  }

  ml.byId("list-close").addEventListener("click", () => ml.openPanel(""));
  ml.listen((what) => {
    if (what === "theme") return;
    buttons();
    if (what === "size") return;
    if (what === "selection") mark();
    else write();
  });
  /** The largest loop of the period, with which the page starts. */
  const firstLoop = () => sized()[0] ?? null;
  Object.assign(ml, { stepLoop, route, standing, sizedLoops: sized, firstLoop, sizeText });
})();
