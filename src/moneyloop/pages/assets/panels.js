// The panel beside the map, whatever it shows: the pieces that its parts share. It opens on a choice.
(() => {
  const ml = window.moneyloop;
  const { el, said, usd } = ml;
  const panel = ml.byId("panel");
  const makers = {};
  const folded = new Set();

  function pairs(entries) {
    const list = el("dl", "facts-list");
    for (const [name, value] of entries) {
      if (value === null || value === undefined || value === "") continue;
      list.append(el("dt", "", name), el("dd", "", typeof value === "object" ? value : said(value)));
    }
    return list;
  }

  function heading(...children) {
    const close = ml.button("close", "Close");
    close.addEventListener("click", () => openPanel(""));
    const take = ml.button("take", "Take away");
    take.dataset.take = "panel";
    take.setAttribute("aria-haspopup", "menu");
    return el("div", "panel-head", el("h2", "", ...children), take, close);
  }

  /** A part that folds, and stays folded while the year or the case moves. */
  function section(key, title, ...children) {
    const node = el("details", "part", el("summary", "", el("h3", "", ...[title].flat())), ...children);
    node.open = !folded.has(key);
    node.addEventListener("toggle", () => (node.open ? folded.delete(key) : folded.add(key)));
    return node;
  }

  function statedAmount(deal) {
    const high = ml.state.case === "headline" ? deal.amount_high_usd_bn : null;
    return high ?? deal.amount_usd_bn;
  }

  /** What a deal moves under the chosen case and year, as text. */
  function amountNow(deal) {
    const { year } = ml.state;
    if (!ml.flows(deal.id)) return `none${ml.within(year)}`;
    const amount = ml.amountOf(deal.id);
    if (amount === null) {
      const stated = statedAmount(deal);
      if (stated === null || !ml.reasonOf(deal.id)) return "not public";
      return year === null ? `${usd(stated)}, not summed` : "not summed";
    }
    const high = deal.amount_high_usd_bn;
    const more = year === null && ml.state.case === "firm" && high !== null && high > amount;
    return more ? `${usd(amount)}, up to ${usd(high)}` : usd(amount);
  }

  /** Whether a column of a deal holds a value of ours, not of the source. */
  function isAssumed(deal, column) {
    return (deal.assumed ?? "").split(";").includes(column);
  }

  function partyLink(name) {
    if (!ml.parties.has(name)) return said(name);
    const node = ml.button("party-link", said(name));
    node.addEventListener("click", () => ml.select("party", name));
    return node;
  }

  function dealLink(id) {
    if (!ml.deals.has(id)) return said(id);
    const node = ml.button("party-link", said(id));
    node.addEventListener("click", () => ml.select("deal", id));
    return node;
  }

  /** A row that opens a deal: partner or id, amount, kind and status, and its source. */
  function dealRow(deal, label) {
    const open = ml.button("deal-open", said(label), el("span", "amount", amountNow(deal)));
    open.addEventListener("click", () => ml.select("deal", deal.id));
    const marks = el("span", "marks", ml.kindChip(deal), ml.statusChip(deal.status));
    const reason = ml.reasonOf(deal.id);
    if (reason) marks.append(ml.chip(`not in the sums: ${ml.words(reason)}`, "quiet-chip"));
    if (deal.assumed) marks.append(ml.chip("rests on our assumption", "assumed-chip"));
    if (!ml.drawnDeals().has(deal.id)) marks.append(ml.chip("not drawn now", "quiet-chip"));
    const source = deal.url || deal.outlet || deal.source
      ? el("span", "from", ml.link(deal.url, deal.outlet || deal.source || deal.url))
      : null;
    return el("li", "deal", open, marks, source);
  }

  function content() {
    const { selection } = ml.state;
    if (!selection) return [];
    const chosen = { loop: ml.loopOf, party: ml.parties, deal: ml.deals, arrow: ml.arrows }[selection.type].get(selection.key);
    return makers[selection.type](chosen);
  }

  function largestFirst(a, b) {
    const size = (deal) => ml.amountOf(deal.id) ?? statedAmount(deal) ?? -1;
    return size(b) - size(a) || (a.id < b.id ? -1 : 1);
  }

  /** What stands beside the map: "details" of what is chosen, the list of "loops", or "" for nothing. */
  function openPanel(what) {
    ml.byId("network").dataset.panel = what;
    ml.byId("details").hidden = what !== "details";
    ml.byId("loops").hidden = what !== "loops";
  }

  ml.listen((what) => {
    if (what === "theme" || what === "size") return;
    const before = panel.scrollTop;
    panel.replaceChildren(...content());
    panel.dataset.shows = ml.state.selection?.type ?? "nothing";
    // The year that plays must not move what is being read.
    panel.scrollTop = what === "selection" ? 0 : before;
    if (what === "selection") openPanel(ml.state.selection ? "details" : "");
  });

  ml.parts = { pairs, heading, section, amountNow, statedAmount, isAssumed, partyLink, dealLink, dealRow, largestFirst };
  ml.panelOf = (type, maker) => { makers[type] = maker; };
  ml.openPanel = openPanel;
})();
