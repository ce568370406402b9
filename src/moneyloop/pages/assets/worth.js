// A large amount in other words: a day of it, for every person alive, in $100 notes.
// The same words as Python's, from the same bases, in whole numbers so that no digit differs.
(() => {
  const ml = window.moneyloop;
  const note = ml.byId("worth");
  let told = null; // the element whose note is shown
  let seen = null; // where that element was when the note was put beside it
  const BILLION = 1e9;
  const NOTE = 100n; // US dollars
  const GRAMS_IN_TONNE = 1_000_000n;
  const grouped = new Intl.NumberFormat("en-US");
  const SCALES = [
    [10n ** 6n, "M", " million"],
    [10n ** 9n, "bn", " billion"],
    [10n ** 12n, "tn", " trillion"],
  ];
  // Each base as a numerator and a denominator.
  const base = Object.fromEntries(Object.entries(ml.bases).map(([id, pair]) => [id, pair.map(BigInt)]));

  /** A fraction, not negative, in units of its last place, rounded half up. */
  function rounded([top, bottom], places) {
    return (2n * top * 10n ** places + bottom) / (2n * bottom);
  }

  function digits(units, places) {
    const one = 10n ** places;
    const decimals = places ? String(units % one).padStart(Number(places), "0").replace(/0+$/, "") : "";
    return grouped.format(units / one) + (decimals ? `.${decimals}` : "");
  }

  /** A number of a million or more in its scale, and the names of the scale. */
  function scaled([top, bottom]) {
    let at = Math.max(0, SCALES.filter(([size]) => top >= size * bottom).length - 1);
    for (;;) {
      const [size, ...names] = SCALES[at];
      const places = top >= 10n * size * bottom ? 1n : 2n;
      const units = rounded([top, bottom * size], places);
      // 999.96 million is written 1bn, not 1,000M.
      if (units < 1000n * 10n ** places || at === SCALES.length - 1) return [digits(units, places), ...names];
      at += 1;
    }
  }

  function dollars(top, bottom) {
    const size = [top < 0n ? -top : top, bottom];
    const minus = top < 0n ? "\u2212" : "";
    if (size[0] > 0n && 200n * size[0] < bottom) return `<${minus}$0.01`;
    const cents = rounded(size, 2n);
    if (cents < 100_000n) {
      const whole = size[0] % bottom === 0n;
      return `${minus}$${cents / 100n}${whole ? "" : `.${String(cents % 100n).padStart(2, "0")}`}`;
    }
    const whole = rounded(size, 0n);
    if (whole < 1_000_000n) return `${minus}$${digits(whole, 0n)}`;
    const [number, suffix] = scaled(size);
    return `${minus}$${number}${suffix}`;
  }

  /** A number of things, of one or more. */
  function count(top, bottom) {
    if (rounded([top, bottom], 0n) >= 1_000_000n) {
      const [number, , name] = scaled([top, bottom]);
      return number + name;
    }
    if (top >= 1000n * bottom) return digits(rounded([top, bottom], 0n), 0n);
    const places = top >= 10n * bottom ? 1n : 2n;
    return digits(rounded([top, bottom], places), places);
  }

  /** One line on an amount of a year, or over a whole term (null); null below one billion. */
  function worth(amount, year) {
    if (amount === null || amount === undefined || Math.abs(amount) < 1) return null;
    const total = BigInt(Math.round(amount * BILLION));
    const [people, days, weight] = ["population", "year-days", "note-weight"].map((id) => base[id]);
    const each = `${dollars(total * people[1], people[0])} for every person alive`;
    if (year === null) {
      const size = total < 0n ? -total : total;
      const tonnes = count(size * weight[0], NOTE * GRAMS_IN_TONNE * weight[1]);
      return `${each} \u00b7 ${tonnes} tonnes of $100 notes`;
    }
    return `${dollars(total * days[1], days[0])} a day \u00b7 ${each}`;
  }

  /** Let an element tell what its amount is worth, when it is pointed at or has the focus. */
  function tell(node, amount, year) {
    const line = worth(amount, year);
    if (line) node.dataset.worth = line;
    else delete node.dataset.worth;
    if (node === told || node === document.activeElement) (line ? show : hide)(node);
    return node;
  }

  /** The line as a quiet paragraph, where there is room for it; null below one billion. */
  function worthLine(amount, year, lead = "") {
    const line = worth(amount, year);
    return line ? ml.el("p", "quiet worth-line", lead + line) : null;
  }

  // One note for all amounts -------------------------------------------------------------------

  function hide() {
    if (!told) return;
    told.removeAttribute("aria-describedby");
    told = null;
    note.hidden = true;
  }

  function show(node) {
    if (node !== told) hide();
    told = node;
    note.textContent = node.dataset.worth;
    note.hidden = false;
    node.setAttribute("aria-describedby", "worth");
    place();
  }

  /** Below the amount, above it where there is no room. */
  function place() {
    note.style.left = "0"; // as wide as it may be, before it is measured
    seen = told.getBoundingClientRect();
    const { left, top, bottom } = seen;
    const { clientWidth, clientHeight } = document.documentElement;
    const below = bottom + 6 + note.offsetHeight < clientHeight;
    note.style.left = `${Math.max(8, Math.min(left, clientWidth - note.offsetWidth - 8))}px`;
    note.style.top = `${below ? bottom + 6 : Math.max(8, top - note.offsetHeight - 6)}px`;
  }

  /** Whether the note is there for the keyboard: then the pointer and the page may move. */
  function isFocused() {
    return Boolean(told?.matches(":focus-visible"));
  }

  function follow({ target }) {
    const node = target.closest?.("[data-worth]");
    if (node) show(node);
    else if (!isFocused()) hide();
  }

  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", hide);
  // A browser tells of a scroll a frame later: the pointer may have found the amount since.
  function scrolled() {
    if (!told) return;
    const { left, top } = told.getBoundingClientRect();
    if (left === seen.left && top === seen.top) return;
    if (isFocused()) place();
    else hide();
  }

  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());

  Object.assign(ml, { worth, tell, worthLine });
})();
