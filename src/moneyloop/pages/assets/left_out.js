// "What is not in this picture": what the chosen case leaves out of its sums, and what is not drawn.
(() => {
  const ml = window.moneyloop;
  const { el, said } = ml;
  const box = ml.byId("left-out-body");
  const some = (count, one, many = `${one}s`) => `${ml.count(count)} ${count === 1 ? one : many}`;
  let open = new Set();

  function dealLink(id) {
    if (!ml.deals.has(id)) return said(id);
    const node = ml.button("party-link", said(id));
    node.addEventListener("click", () => ml.openDeal(id));
    return node;
  }

  /** A list that is written when it is opened: of a large network it holds thousands of names. */
  function folded(title, items, write) {
    const list = el("ul", "ids");
    const node = el("details", "", el("summary", "", said(title), el("span", "count", ml.count(items.length))), list);
    node.fill = () => list.childElementCount || list.append(...items.map((item) => el("li", "", write(item))));
    node.addEventListener("toggle", () => {
      if (node.open) node.fill();
      open[node.open ? "add" : "delete"](title);
    });
    node.open = open.has(title);
    return items.length ? node : null;
  }

  function scopeLines() {
    const { scope, loops, loops_count: found, loops_complete: complete } = ml.payload;
    const guests = ml.guests();
    const lines = [ml.shownLine()];
    if (guests.length) lines.push(`On the map for now: ${guests.join(", ")}.`);
    if (!scope.all) lines.push("The page holds only what is drawn at first, in each period. Another part: moneyloop view with --around PARTY, --loop RANK or --top N.");
    if (!complete) lines.push(`${loops.length} of at least ${some(found, "loop")} are listed: they were not all counted.`);
    else if (loops.length < found) lines.push(`${loops.length} of ${some(found, "loop")} are listed.`);
    return lines;
  }

  function render() {
    const { left_out: groups, notes } = ml.figures();
    const shown = ml.drawnDeals();
    const asOf = ml.isLedger ? null : ml.payload.as_of;
    const [notIn, notes_] = ml.isLedger ? ["Not in the sums", "Notes"] : ["Not in the sums", "Notes"].map((words) => `${words}, ${ml.caseWords()}`);
    const hidden = ml.payload.deals.filter((deal) => !shown.has(deal.id)).map((deal) => deal.id);
    const touched = new Set(ml.payload.deals.filter((deal) => shown.has(deal.id)).flatMap((deal) => [deal.payer, deal.payee]));
    const alone = ml.payload.parties.map((party) => party.name).filter((name) => !touched.has(name)).sort();
    box.replaceChildren(...[
      el("p", "", `${some(shown.size, `${ml.dealWord(1)} is`, `${ml.dealWord(2)} are`)} drawn now, of ${ml.count(ml.payload.deals.length)} ${asOf ? `known by ${ml.day(asOf)}` : "in the data"}. Some of those that are drawn add nothing to a sum, for a reason below.`),
      el("h3", "", notIn),
      ...(groups.length ? groups.map((group) => folded(ml.words(group.reason), group.ids, dealLink)) : [el("p", "quiet", "Every row is in the sums.")]),
      el("h3", "", "Not drawn now"),
      folded(ml.dealWord(2), hidden, dealLink),
      folded(`parties without a drawn ${ml.dealWord(1)}`, alone, said),
      ...scopeLines().map((line) => el("p", "", said(line))),
      ...(notes.length ? [el("h3", "", notes_), noteList(notes)] : []),
    ].filter(Boolean));
  }

  // Many notes fold after the first few.
  function noteList(notes) {
    const list = (items) => el("ul", "notes", ...items.map((note) => el("li", "", said(note))));
    if (notes.length <= 8) return list(notes);
    const node = el("details", "", el("summary", "", "all notes", el("span", "count", String(notes.length))), list(notes));
    node.open = open.has("notes");
    node.addEventListener("toggle", () => open[node.open ? "add" : "delete"]("notes"));
    return node;
  }

  window.addEventListener("beforeprint", () => {
    for (const node of box.querySelectorAll("details")) node.fill?.();
  });
  ml.listen((what) => {
    if (["start", "case", "year", "filter", "scope"].includes(what) || (what === "selection")) render();
  });
})();
