// How numbers are written: the same as words/amounts.py, digit for digit. Amounts are USD billions, or
// in the unit of the page.
// Rounding is half up on the first twelve digits.
(() => {
  const { unit = "usd_bn" } = window.moneyloop.payload;
  const inUsd = unit === "usd_bn";
  const unitWords = inUsd ? "USD billions" : `amounts ${unit}`;
  const NOT_PUBLIC = "not public";
  const UNKNOWN = "?";
  const NOISE = 1e-9; // closer to all than this is the noise of adding floats

  function known(value) {
    return typeof value === "number" && !Number.isNaN(value);
  }

  function grouped(digits) {
    const [whole, decimals] = digits.split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? `.${decimals}` : "");
  }

  /** A size to so many decimals, or to tens and hundreds below 0, from its first twelve digits. */
  function round(size, places) {
    const [digits, power] = size.toExponential(11).split("e");
    const units = BigInt(digits.replace(".", "")); // of which 10 ** (11 - power) make 1
    const drop = 11 - Number(power) - places;
    const kept = drop > 0 ? (units + 5n * 10n ** BigInt(drop - 1)) / 10n ** BigInt(drop) : units * 10n ** BigInt(-drop);
    if (places <= 0) return String(kept) + "0".repeat(-places);
    const text = String(kept).padStart(places + 1, "0");
    return `${text.slice(0, -places)}.${text.slice(-places)}`;
  }

  /** Two decimals below 1, one below 100, then none; what rounds up to the next is written as it is. */
  function rounded(size) {
    for (const [places, end] of [[2, 1], [1, 100], [0, 1000]]) {
      if (size < end && Number(round(size, places)) < end) return round(size, places);
    }
    return round(size, 2 - Number(size.toExponential(11).split("e")[1]));
  }

  /** A size without the noise of its last digits. */
  function read(value) {
    return Number(Math.abs(value).toPrecision(12));
  }

  function amount(value, before, after) {
    const size = read(value);
    const sign = value < 0 ? "-" : "";
    if (size === 0) return `${before}0`;
    if (size < 0.01) return `${sign}<${before}0.01${after}`;
    if (size === Infinity) return `${sign}infinite`;
    return `${sign}${before}${grouped(rounded(size))}${after}`;
  }

  /** A small amount in a unit that its file alone knows, in full: three digits, as Python's .3g has them. */
  function inFull(value) {
    const [digits, power] = value.toExponential(2).split("e");
    const bare = digits.replace(/\.?0+$/, "");
    if (Number(power) < -4) return `${bare}e-${String(-Number(power)).padStart(2, "0")}`;
    return String(Number(value.toPrecision(3)));
  }

  /** An amount without its unit, for tables whose head names the unit. */
  function number(value, unknown = UNKNOWN) {
    if (!known(value)) return unknown;
    const size = read(value);
    return inUsd || size === 0 || size >= 0.01 ? amount(value, "", "") : inFull(Number(value.toPrecision(12)));
  }

  function usd(value, unknown = NOT_PUBLIC) {
    if (!inUsd) return number(value, unknown);
    return known(value) ? amount(value, "$", "bn") : unknown;
  }

  function span(low, high, estimate, write) {
    const ends = write(low) === write(high) ? write(low) : `${write(low)} to ${write(high)}`;
    return known(estimate) && write(estimate) !== ends ? `${ends} (${write(estimate)})` : ends;
  }

  /** From the least to the most, the estimate in brackets; one number where the ends read alike. */
  function interval(low, high, estimate) {
    return span(low, high, estimate, number);
  }

  function isClose(a, b) {
    return Math.abs(a - b) <= NOISE * Math.max(Math.abs(a), Math.abs(b));
  }

  function usdInterval(low, high, estimate) {
    const ends = [usd(low), usd(high)];
    if (!known(low) && !known(high)) return NOT_PUBLIC;
    if (!known(high)) return `${ends[0]} or more (the most is ${NOT_PUBLIC})`;
    const alike = isClose(low, high) ? "exactly" : "about";
    const written = ends[0] === ends[1] ? `${alike} ${ends[0]}` : ends.join(" to ");
    const more = known(estimate) && ends.some((end) => end !== usd(estimate));
    return more ? `${written}, estimate ${usd(estimate)}` : written;
  }

  /**
   * What stands behind an interval in a sentence: the one on what is public, and the estimate. Both
   * intervals are [low, high].
   */
  function besidePublic(interval, open, estimate) {
    if (!known(estimate)) return "";
    if (usdInterval(...interval) === usdInterval(...open)) return ` (estimate ${usd(estimate)})`;
    return `; on public amounts and balances ${usdInterval(...open, estimate)}`;
  }

  /** Sales of which some may have no public amount, for sentences. */
  function sold(open, more) {
    if (!more) return usd(open);
    const unsized = "sales whose amount is not public";
    return open > 0 ? `${usd(open)} (and ${unsized})` : unsized;
  }

  /** What could complete a loop, for sentences; `more` where its smallest leg has an open amount. */
  function sizeOf(open, more) {
    return usd(open) + (more ? " (and an amount that is not public)" : "");
  }

  /** A share: whole percents from 10% up, one decimal below; never 100% unless it is all. */
  function percent(share, unknown = UNKNOWN) {
    if (!known(share)) return unknown;
    const size = Math.abs(share);
    const sign = share < 0 ? "-" : "";
    if (size > 0 && size < 0.001) return sign ? "just below 0%" : "under 0.1%";
    if (100 * size === Infinity) return `${sign}infinite`;
    if (Math.abs(size - 1) < NOISE) return `${sign}100%`;
    if (size === 0) return "0%";
    const [whole, tenth] = [0, 1].map((places) => round(100 * size, places));
    if (size < 1 && whole === "100") {
      return `${sign}${(Math.min(Math.max(Math.floor(1000 * size), 995), 999) / 10).toFixed(1)}%`;
    }
    return `${sign}${Number(tenth) < 10 ? tenth.replace(/\.0$/, "") : grouped(whole)}%`;
  }

  function percentInterval(low, high, estimate) {
    return span(low, high, estimate, percent);
  }

  /** A multiple: two decimals below ten, then as an amount. */
  function times(value, unknown = UNKNOWN) {
    if (!known(value)) return unknown;
    const size = read(value);
    if (size < 0.01 || size >= 10 || Number(round(size, 2)) >= 10) return `${amount(value, "", "")}x`;
    return `${value < 0 ? "-" : ""}${round(size, 2)}x`;
  }

  /** US dollars: to the cent below a thousand; from a million on in scales, as amounts are. */
  function dollars(value) {
    if (value === 0) return "$0";
    const size = read(value);
    const sign = value < 0 ? "-" : "";
    if (size < 0.01) return `${sign}<$0.01`;
    if (size < 1000 && Number(round(size, 2)) < 1000) return `${sign}$${round(size, 2).replace(/\.00$/, "")}`;
    if (Number(rounded(size)) < 1e6) return `${sign}$${grouped(rounded(size))}`;
    const millions = rounded(size / 1e6);
    return Number(millions) < 1000 ? `${sign}$${millions}M` : usd(value / 1e9);
  }

  /** A measured number of things: 2.3, 328, 3,000, 3.4 million. */
  function things(value) {
    const size = read(value);
    const bare = (part) => number(part).replace(/\.0$/, "");
    if (size < 0.01 || Number(rounded(size)) < 1e6) return bare(value);
    if (Number(rounded(size / 1e6)) < 1000) return `${bare(value / 1e6)} million`;
    if (Number(rounded(size / 1e9)) < 1000) return `${bare(value / 1e9)} billion`;
    return `${bare(value / 1e12)} trillion`;
  }

  /** A number of things, counted: 1,234. */
  function count(n) {
    return grouped(String(n));
  }

  const MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ];

  /** A date in text, of ISO text: 6 October 2026; a month or a year stays one. */
  function day(when, unknown = NOT_PUBLIC) {
    if (!when) return unknown;
    const [year, month, date] = when.split("-");
    return [date && String(Number(date)), month && MONTHS[Number(month) - 1], String(Number(year))].filter(Boolean).join(" ");
  }

  Object.assign(window.moneyloop, {
    inUsd, unitWords, number, usd, interval, usdInterval, besidePublic, sold, sizeOf, percent, percentInterval, times, dollars, things, count, day,
  });
})();
