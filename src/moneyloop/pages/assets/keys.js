// The keyboard: a key for everything that the pointer can do, and a list of them under "?".
(() => {
  const ml = window.moneyloop;
  const search = ml.byId("search");
  const HELP = [
    ["/", "find a party or a deal"], ["[ and ]", "the loop before, the next loop"], ["l", "the list of loops"], ["f", "the filters"],
    ["a", "all companies, or the few with most of the money"], ["d and D", "the next deal of the chosen arrow, the one before"], ["0", "show all of the map"], ["p", "play the years"], [", and .", "a year back, a year on"],
    ...(ml.isLedger ? [] : [["c", "paid and signed amounts, or with every \u201cup to\u201d"]]), ["n and N", "the next party, the one before, while the map has the focus"],
    ["Arrows, + and \u2212", "move the map and zoom, while it has the focus"],
    ["?", "this list"], ["Esc", "close, then clear what is chosen"],
  ];

  function stepYear(by) {
    const steps = [null, ...ml.payload.years];
    const at = steps.indexOf(ml.state.year) + by;
    if (at >= 0 && at < steps.length) ml.setYear(steps[at]);
  }

  function otherCase() {
    const cases = Object.keys(ml.payload.cases);
    ml.setCase(cases[(cases.indexOf(ml.state.case) + 1) % cases.length]);
  }

  /** Light the next party of those that are drawn, the largest first. */
  function stepParty(by) {
    const weight = new Map();
    for (const { payer, payee, amount } of ml.drawnArrows().values()) {
      for (const name of [payer, payee]) weight.set(name, (weight.get(name) ?? 0) + (amount ?? 0));
    }
    const names = ml.nodes.getIds().sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || (a < b ? -1 : 1));
    if (!names.length) return;
    const at = ml.state.selection?.type === "party" ? names.indexOf(ml.state.selection.key) : -1;
    const next = at < 0 ? (by > 0 ? 0 : names.length - 1) : (at + by + names.length) % names.length;
    ml.select("party", names[next]);
  }

  /** Choose the next deal of the open arrow, the largest first. */
  function stepDeal(by) {
    const order = ml.opened()?.order;
    if (!order) return;
    const { type, key } = ml.state.selection;
    const at = type === "deal" ? order.indexOf(key) : by > 0 ? -1 : 0;
    ml.select("deal", order.at((at + by) % order.length));
  }

  function find() {
    ml.openFilters(true);
    search.focus();
  }

  function escape() {
    if (!ml.byId("filters").hidden) ml.openFilters(false);
    else if (ml.byId("network").dataset.panel) ml.openPanel("");
    else ml.select(null);
  }

  const actions = {
    "/": find,
    "[": () => ml.stepLoop(-1),
    "]": () => ml.stepLoop(1),
    l: () => ml.openPanel(ml.byId("network").dataset.panel === "loops" ? "" : "loops"),
    f: () => ml.openFilters(ml.byId("filters").hidden),
    a: () => ml.drawAll(!ml.state.all),
    d: () => stepDeal(1),
    D: () => stepDeal(-1),
    0: () => ml.fit(),
    p: () => ml.togglePlay?.(),
    ",": () => stepYear(-1),
    ".": () => stepYear(1),
    c: otherCase,
    "?": () => help.showModal(),
    Escape: escape,
  };
  // While the map itself has the focus, arrows move it, + and - zoom, n and N walk the parties.
  const onMap = {
    ArrowLeft: () => ml.pan(-0.08, 0),
    ArrowRight: () => ml.pan(0.08, 0),
    ArrowUp: () => ml.pan(0, -0.08),
    ArrowDown: () => ml.pan(0, 0.08),
    "+": () => ml.zoom(1.2),
    "-": () => ml.zoom(1 / 1.2),
    n: () => stepParty(1),
    N: () => stepParty(-1),
  };

  function pressed(event) {
    const { target } = event;
    const isMap = target.matches("#stage .vis-network");
    const action = (Object.hasOwn(actions, event.key) && actions[event.key]) || (isMap && Object.hasOwn(onMap, event.key) && onMap[event.key]);
    if (!action || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const writing = target.matches("input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select");
    if (writing && event.key !== "Escape") return;
    if (writing) target.blur();
    event.preventDefault();
    action();
  }

  // The list of keys -----------------------------------------------------------------------------

  const close = ml.button("close", "Close");
  const title = ml.el("h2", "", "Keys");
  title.id = "help-title";
  const help = ml.el(
    "dialog",
    "help",
    ml.el("div", "panel-head", title, close),
    ml.el("dl", "keys-list", ...HELP.flatMap(([keys, what]) => [ml.el("dt", "", ml.el("kbd", "", keys)), ml.el("dd", "", what)])),
    ml.el("p", "quiet", "Tab reaches every control. A key does nothing while you write in a field."),
  );
  help.id = "help";
  help.setAttribute("aria-labelledby", "help-title");
  close.addEventListener("click", () => help.close());
  // A click beside the box closes it, as elsewhere.
  help.addEventListener("click", (event) => event.target === help && help.close());
  document.body.append(help);
  ml.byId("help-button").addEventListener("click", () => help.showModal());

  // What a screen reader is told.
  const live = ml.el("p", "unseen");
  live.setAttribute("role", "status");
  document.body.append(live);
  ml.say = (text) => { live.textContent = text; };

  window.addEventListener("keydown", pressed);
})();
