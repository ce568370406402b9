// What deals and parties look like under the chosen case and year: width, dashes, size, lanes.
(() => {
  const ml = window.moneyloop;
  const [THINNEST, WIDEST] = [1, 10];
  const [SMALLEST, LARGEST] = [7, 27];
  const LANE_GAP = 3.6;
  // A clockwise curve of roundness f over a distance d bows by about 0.39 f d at its middle.
  const BOW_PER_ROUNDNESS = 0.39;
  const ROUNDEST = 0.7;

  // One scale for whole terms and one for years, each the same for both cases and for every year,
  // so that one picture can be compared with the next.
  const tops = { whole: { deal: 0, party: 0 }, year: { deal: 0, party: 0 } };

  function measure() {
    for (const { deals } of Object.values(ml.payload.cases)) {
      const parties = new Map();
      for (const { id, payer, payee, class: cls, left_out: reason } of ml.payload.deals) {
        const sums = deals[id];
        if (!sums || cls === "guarantee" || ml.picture.hidden_reasons.includes(reason)) continue;
        for (const [when, amount] of [["whole", sums.whole], ...Object.entries(sums.years)]) {
          if (amount === null) continue;
          const top = when === "whole" ? tops.whole : tops.year;
          top.deal = Math.max(top.deal, amount);
          for (const name of new Set([payer, payee])) {
            const total = (parties.get(`${when} ${name}`) ?? 0) + amount;
            parties.set(`${when} ${name}`, total);
            top.party = Math.max(top.party, total);
          }
        }
      }
    }
  }
  measure();

  function top() {
    return ml.state.year === null ? tops.whole : tops.year;
  }

  /** How strong a deal is on the scale that is on, from 0 to 1; what is never summed is 0. */
  function strength(id) {
    if (ml.deals.get(id).class === "guarantee") return 0;
    const amount = Math.max(0, ml.amountOf(id) ?? 0);
    return Math.sqrt(amount / (top().deal || 1));
  }

  function widthFor(share) {
    return THINNEST + (WIDEST - THINNEST) * share;
  }

  /** Dotted when the amount is unknown, dashed when nothing is promised yet, both when both. */
  function dashes(id) {
    const unknown = ml.isUnknown(id);
    const maybe = ["contingent", "talks"].includes(ml.deals.get(id).status);
    if (unknown && maybe) return [7, 4, 1.5, 4];
    if (unknown) return [1.5, 4];
    return maybe ? [7, 5] : false;
  }

  /** The size of each party's mark: the money in the deals that the map could draw. */
  function sizes() {
    return ml.once("sizes", () => {
      const weight = new Map();
      for (const [id, deal] of ml.deals) {
        if (deal.class === "guarantee" || ml.picture.hidden_reasons.includes(deal.left_out)) continue;
        const amount = ml.amountOf(id);
        if (!amount) continue;
        for (const name of new Set([deal.payer, deal.payee])) {
          weight.set(name, (weight.get(name) ?? 0) + amount);
        }
      }
      const share = (name) => Math.sqrt(Math.min(1, (weight.get(name) ?? 0) / (top().party || 1)));
      return new Map(
        ml.picture.nodes.map(({ id }) => [id, Math.round(SMALLEST + (LARGEST - SMALLEST) * share(id))]),
      );
    });
  }

  // The widest that a deal is ever drawn in whole terms: lanes keep their place when the case changes.
  function fullWidth(id) {
    const wholes = Object.values(ml.payload.cases).map(({ deals }) => deals[id]?.whole ?? 0);
    return widthFor(Math.sqrt(Math.max(0, ...wholes) / (tops.whole.deal || 1)));
  }

  const fullWidths = new Map(ml.picture.edges.map(({ id }) => [id, fullWidth(id)]));
  const roads = new Map();
  for (const { id, from, to } of ml.picture.edges) {
    const road = JSON.stringify([from, to]);
    if (!roads.has(road)) roads.set(road, []);
    roads.get(road).push(id);
  }
  for (const road of roads.values()) {
    road.sort((a, b) => fullWidths.get(b) - fullWidths.get(a) || (a < b ? -1 : 1));
  }

  /**
   * The curve of each deal between parties that stand at `places`: parallel deals in lanes of their
   * own, those the other way bow to the other side.
   */
  function lanes(places) {
    const curves = new Map();
    for (const road of roads.values()) {
      const { from, to } = ml.edgeOf.get(road[0]);
      const [a, b] = [places.get(from), places.get(to)];
      const distance = Math.hypot(a.x - b.x, a.y - b.y);
      if (!distance) {
        road.forEach((id, lane) => curves.set(id, { selfReference: { size: 16 + 9 * lane, angle: 0.8 } }));
        continue;
      }
      const bows = [];
      for (const id of road) {
        bows.push(bows.length ? bows.at(-1) + LANE_GAP + fullWidths.get(id) : 5 + 0.04 * distance);
      }
      const squeeze = Math.min(1, (ROUNDEST * BOW_PER_ROUNDNESS * distance) / bows.at(-1));
      road.forEach((id, lane) => {
        const roundness = Number(((squeeze * bows[lane]) / (BOW_PER_ROUNDNESS * distance)).toFixed(4));
        curves.set(id, { smooth: { enabled: true, type: "curvedCW", roundness } });
      });
    }
    return curves;
  }

  /** Amounts for the legend's width key, with the width that each has on the scale that is on. */
  function widthKey() {
    const largest = top().deal;
    const steps = [1000, 500, 250, 100, 50, 25, 10, 5, 1, 0.5, 0.1, 0.01].filter((step) => step <= largest);
    return [0, 3, 6]
      .map((at) => steps[at])
      .filter((amount) => amount !== undefined)
      .map((amount) => ({ amount, width: widthFor(Math.sqrt(amount / largest)) }));
  }

  Object.assign(ml, {
    strength, widthFor, dashes, sizes, lanes, widthKey, fullWidth: (id) => fullWidths.get(id),
  });
})();
