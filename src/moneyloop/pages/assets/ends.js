// The two intervals of a measure, as ends.py has them: over all that is not public, and on what is
// public with the estimate. And where they lie on a bar, as bars.py has it.
(() => {
  const ml = window.moneyloop;
  const BEHIND = 16; // the part of a bar that is not public, in percent of it
  const DUST = 1e-9;

  function known(value) {
    return typeof value === "number";
  }

  /**
   * The ends of a measure in a row; a high of null is not public. Where no amount at all is public,
   * what is on public amounts is null.
   */
  function ends(row, key) {
    const [low, high] = [row[`${key}_low`], row[`${key}_high`]];
    const open = [row[`${key}_known_low`], row[`${key}_known_high`]];
    return { low, high, open, estimate: row[`${key}_estimate`], isOne: low === open[0] && high === open[1] };
  }

  /** The same as shares of a whole above zero. */
  function over(all, whole) {
    const of = (value) => (known(value) ? value / whole : null);
    return { ...all, low: of(all.low), high: of(all.high), open: all.open.map(of), estimate: of(all.estimate) };
  }

  /** Shares of network sales: with sales of no public amount the least is 0, the most at most all. */
  function overSales(all, row) {
    const shares = over(all, row.network_sales);
    if (!row.open_sales) return shares;
    return { ...shares, low: 0, high: known(shares.high) ? Math.min(shares.high, 1) : null };
  }

  /** Both intervals, as `write` writes one: (low, high, estimate). */
  function both({ low, high, open, estimate, isOne }, write) {
    if (isOne) return write(low, high, estimate);
    return known(open[0]) ? `${write(low, high)}; on public amounts ${write(...open, estimate)}` : write(low, high);
  }

  /** Network sales as `write` writes an amount, and a mark where some have no public amount. */
  function networkSales(row, write, mark = "not public") {
    if (!known(row.network_sales)) return "not public";
    return row.open_sales ? `${write(row.network_sales)} + ${mark}` : write(row.network_sales);
  }

  /** Whether a party sells in the network, for an amount that is public or not. */
  function sells(row) {
    return row.network_sales === null || row.network_sales > 0;
  }

  /** Where an amount lies, in percent of the bar; what is beyond 100 has no scale. */
  function place(value, whole) {
    if (!known(value)) return 100 + BEHIND;
    if (value <= 0) return 0;
    if (!(whole > 0)) return 100 + BEHIND;
    const share = value / whole;
    return share <= 1 + DUST ? Math.min(100, 100 * share) : 100 + BEHIND * (1 - 1 / share);
  }

  /** A bar as long as the sales with a public amount; behind it a part for what is not public. */
  function bar({ low, high, open, estimate }, row) {
    const whole = row.network_sales;
    const isLonger = row.open_sales > 0 || !known(high) || high > (whole ?? 0) * (1 + DUST);
    const scale = isLonger ? 100 / (100 + BEHIND) : 1;
    const at = (value) => Math.min(100, scale * place(value, whole));
    const length = whole > 0 ? 100 * scale : 0;
    const piece = (className, from, to) => {
      const node = ml.el("span", className);
      node.style.left = `${from}%`;
      node.style.width = `${Math.max(0, to - from)}%`;
      return node;
    };
    // Without a public amount nothing has a scale: what is possible fills it all.
    const possible = whole > 0 ? [at(low), at(high)] : [0, high === 0 ? 0 : 100];
    const track = ml.el("span", "ibar", piece("track", 0, length));
    if (possible[1] > possible[0]) track.append(piece("possible", ...possible));
    if (whole > 0 && known(open[0])) track.append(piece("band", at(open[0]), at(open[1])));
    if (isLonger) track.append(piece(known(high) ? "behind" : "behind open-end", length, 100));
    if (whole > 0 && known(estimate)) {
      const tick = ml.el("span", "tick");
      tick.style.left = `${at(estimate)}%`;
      track.append(tick);
    }
    return track;
  }

  Object.assign(ml, { ends, over, overSales, both, networkSales, sells, bar });
})();
