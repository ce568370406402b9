// The lines round the map: what it shows of all that moves, what its widths and dots mean, and the
// switches of case and of who is on it.
(() => {
  const ml = window.moneyloop;
  const { byId, el, said, usd } = ml;
  const switches = [...document.querySelectorAll("input[name=case]")];

  function many(count, one, more = `${one}s`) {
    return `${ml.count(count)} ${count === 1 ? one : more}`;
  }

  /** What the map shows of all that moves in the period, in companies, arrows and dollars. */
  function shownLine() {
    const arrows = [...ml.drawnArrows().values()];
    const moving = arrows.filter(({ amount }) => amount !== null);
    const [shown, all] = [ml.sum(moving.map(({ amount }) => amount)), ml.moved()];
    const who = many(ml.drawnParties().size, ...(ml.isLedger ? ["party", "parties"] : ["company", "companies"]));
    const share = all > 0 ? ` (${ml.percent(shown / all)})` : "";
    const when = ml.state.year === null ? (ml.isLedger ? "in all" : "over the whole term of each deal") : `in ${ml.periodWords(ml.state.year)}${ml.isPlanned(ml.state.year) ? ", planned" : ""}`;
    return `${who} and ${many(moving.length, "arrow")} carry ${usd(shown)} of the ${usd(all)} that ${ml.state.year === null || ml.isPlanned(ml.state.year) ? "moves" : "moved"} ${when}${share}.`;
  }

  function rest() {
    const arrows = [...ml.drawnArrows().values()];
    const open = arrows.filter(({ amount, role }) => amount === null && role !== "aside").length;
    const aside = arrows.filter(({ role }) => role === "aside").length;
    const from = ml.labelledFrom();
    return [
      `Each arrow is the sum of a payer\u2019s ${ml.dealWord(2)} with a payee; select it for the ${ml.dealWord(2)} and sources.`,
      open ? `${many(open, "dotted arrow")}: amount not public.` : "",
      aside ? `${many(aside, "dashed arrow")}: guarantees, stock and talks, no money moves.` : "",
      from > 0 ? `Amounts from ${usd(from)} up are written on their arrows` : "",
    ].filter(Boolean).join(" ");
  }

  let toldDropped = null;

  function write() {
    byId("shown-line").textContent = shownLine();
    byId("shown-rest").textContent = rest();
    toldDropped = null;
    const part = ml.payload.scope.why;
    byId("scope-text").replaceChildren(...(part && !ml.state.all ? ["Drawn, as asked for: ", said(part), "."] : []));
    byId("all-button").setAttribute("aria-pressed", String(ml.state.all));
    for (const one of switches) one.checked = one.value === ml.state.case;
    const roles = new Set([...ml.drawnArrows().values()].map(({ role }) => role));
    for (const [name, role] of [["invests", "invests"], ["buys", "buys"], ["returns", "else"]]) document.querySelector(`.role.${name}`).hidden = !roles.has(role);
    document.querySelector(".role.own").hidden = !ml.selectedLoop();
    byId("width-key").replaceChildren(
      el("span", "", "width:"),
      ...ml.widthKey().map(({ amount, width }) => {
        const line = el("span", "width-line");
        line.style.height = `${width}px`;
        return el("span", "width-step", line, el("span", "", usd(amount)));
      }),
    );
  }

  // How many amounts had no room is known once the map is drawn.
  function tellDropped() {
    const dropped = ml.droppedLabels();
    if (dropped === toldDropped) return;
    toldDropped = dropped;
    byId("shown-dropped").textContent = dropped ? `; ${many(dropped, "amount")} had no room.` : ".";
    byId("shown-dropped").hidden = !(ml.labelledFrom() > 0 || dropped);
  }

  for (const one of switches) one.addEventListener("change", () => ml.setCase(one.value));
  byId("all-button").addEventListener("click", () => ml.drawAll(!ml.state.all));
  ml.listen((what) => {
    if (what !== "theme") write();
  });
  Object.assign(ml, { tellDropped, shownLine });
})();
