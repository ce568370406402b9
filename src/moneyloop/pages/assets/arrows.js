// What each arrow carries under the chosen case, period and filters, and how wide it is for that.
(() => {
  const ml = window.moneyloop;
  const [THINNEST, WIDEST] = [1, 22];
  const LABELLED = 20; // arrows with an amount on them at most, beside those of the loop
  const CURVES = 9; // that an arrow opens into at most
  const STEPS = [1, 2, 5];
  const ROLES = { investment: "invests", purchase: "buys" };

  /**
   * An arrow with the sum of its deals that are drawn: {id, payer, payee, cls, role, ids, amount, open}.
   * `amount` is null where none of them has a public one; `open`: some of them has none. `role` is
   * "aside" where no money moves: guarantees, stock, talks.
   */
  function drawn() {
    return ml.once("arrows", () => {
      const ids = new Map();
      for (const id of ml.shown()) {
        const name = ml.arrowOf(ml.deals.get(id));
        if (!ids.has(name)) ids.set(name, []);
        ids.get(name).push(id);
      }
      return new Map([...ids].map(([name, some]) => [name, summed(name, some)]).filter(([, arrow]) => isSeen(arrow)));
    });
  }

  function summed(name, ids) {
    const { payer, payee, cls } = ml.arrows.get(name);
    const counted = ids.filter((id) => ml.isSummed(id) && ml.amountOf(id) > 0);
    const open = ids.some((id) => ml.isOpen(id) && ml.amountOf(id) === null);
    const amount = counted.length ? ml.sum(counted.map(ml.amountOf)) : null;
    const role = amount === null && !open ? "aside" : ROLES[cls] ?? "else";
    return { id: name, payer, payee, cls, role, ids, amount, open };
  }

  // The few carry the money; what carries none has a place where all is drawn, and when it is chosen.
  function isSeen({ id, role }) {
    return role !== "aside" || ml.state.all || Boolean(ml.picture.maps.part) || ml.litArrows()?.has(id);
  }

  /**
   * The chosen arrow, or that of the chosen deal, as the deals that it is the sum of: {id, order,
   * curves}; `order` has the ids of all.
   * Null where none is chosen and of one deal. Of many deals the largest have a curve each and the
   * others one together; the chosen one always has its own. A curve is an arrow of its `ids`, with
   * the `type` and `key` of what it opens.
   */
  function opened() {
    return ml.once("opened", () => {
      const { type, key } = ml.state.selection ?? {};
      const id = { arrow: () => key, deal: () => ml.arrowOf(ml.deals.get(key)) }[type]?.();
      if (!ml.arrows.has(id) || ml.arrows.get(id).payer === ml.arrows.get(id).payee) return null;
      const ids = new Set(drawn().get(id)?.ids);
      const isHidden = type === "deal" && !ids.has(key);
      const apart = [...ids].map((one) => ({ ...summed(id, [one]), ...unknown(one), type: "deal", key: one })).sort(byAmount);
      // What a filter hides is drawn without an amount, as its arrow would be.
      if (isHidden) apart.push({ ...summed(id, [key]), role: "aside", amount: null, open: false, type, key });
      if (apart.length < 2) return null;
      const order = apart.map((curve) => curve.key);
      const rest = apart.length > CURVES ? apart.splice(CURVES - 1) : [];
      const at = rest.findIndex((curve) => curve.key === ml.state.selection.key);
      if (at >= 0) [apart[CURVES - 2], rest[at]] = [rest[at], apart[CURVES - 2]];
      const together = { ...summed(id, rest.flatMap((curve) => curve.ids)), type: "rest", key: id };
      return { id, order, curves: rest.length ? [...apart, together] : apart };
    });
  }

  // What is not public is dotted, also where it is in no sum: then it is grey.
  function unknown(id) {
    return ml.reasonOf(id) === "unknown amount" && !ml.isOpen(id) ? { role: "else", open: true } : {};
  }

  // Those with an amount first, then those whose amount is not public, last those that move no money.
  function byAmount(a, b) {
    return (b.amount ?? 0) - (a.amount ?? 0) || Number(b.open) - Number(a.open) || (a.key < b.key ? -1 : 1);
  }

  /** The largest arrow of the period, whatever the filters: the widest. */
  function largest() {
    return ml.once("largest arrow", () => {
      const sums = new Map();
      for (const deal of ml.payload.deals) {
        const amount = ml.amountOf(deal.id);
        if (!(amount > 0) || !ml.isSummed(deal.id) || ml.picture.hidden_reasons.includes(deal.left_out)) continue;
        sums.set(ml.arrowOf(deal), (sums.get(ml.arrowOf(deal)) ?? 0) + amount);
      }
      return Math.max(...sums.values(), 0) || 1;
    });
  }

  /** The width of an amount, in units of the map: linear, a thread at least. */
  function widthOf(amount) {
    return Math.max(THINNEST, WIDEST * Math.min(1, (amount ?? 0) / largest()));
  }

  /** Dotted: not public. Dashed: no money moves. */
  function dashes({ role, amount }) {
    if (role === "aside") return [7, 5];
    return amount === null ? [1.5, 4] : false;
  }

  function colourOf(role) {
    return { invests: "--invests", buys: "--buys" }[role] ?? "--returns";
  }

  /** From which amount on arrows have it written on them: 1, 2 or 5 of a power of ten. */
  function labelledFrom() {
    return ml.once("labelled from", () => {
      const amounts = [...drawn().values()].map(({ amount }) => amount ?? 0).sort((a, b) => b - a);
      const wanted = amounts[LABELLED] ?? 0; // the first that is one too many
      if (!wanted) return 0;
      const power = 10 ** Math.floor(Math.log10(wanted));
      const step = [...STEPS, 10].find((one) => one * power > wanted * (1 + 1e-12));
      return Number((step * power).toPrecision(3));
    });
  }

  /** Two round amounts for the key, with their widths. */
  function widthKey() {
    const power = 10 ** Math.floor(Math.log10(largest()));
    const first = Number((STEPS.filter((one) => one * power <= largest()).at(-1) * power).toPrecision(3));
    return [first, first / 5].map((amount) => ({ amount, width: widthOf(amount) }));
  }

  /** All money that moves in the deals that the filters keep, on the map or off it. */
  function moved() {
    return ml.once("moved", () => ml.sum([...ml.kept()].filter((id) => ml.isSummed(id) && ml.amountOf(id) > 0).map(ml.amountOf)));
  }

  /** The deals whose sums the drawn arrows are. */
  function drawnDeals() {
    return ml.once("drawn deals", () => new Set([...drawn().values()].flatMap(({ ids }) => ids)));
  }

  Object.assign(ml, { drawnArrows: drawn, drawnDeals, opened, widthOf, dashes, colourOf, labelledFrom, widthKey, moved });
})();
