// A large amount in other words: a day of it, for every person alive, in $100 notes.
// The same words as Python's, from the same bases, worked out in the same order so that no digit differs.
(() => {
  const ml = window.moneyloop;
  const note = ml.byId("worth");
  let told = null; // the element whose note is shown
  let seen = null; // where that element was when the note was put beside it
  const BILLION = 1e9;

  /** One line on an amount of a year, or over a whole term (null); null below one billion and for money that is not in USD. */
  function worth(amount, year) {
    if (!ml.inUsd || amount === null || amount === undefined || Math.abs(amount) < 1) return null;
    const total = amount * BILLION;
    const each = `${ml.dollars(total / ml.bases.population)} for every person alive`;
    if (year !== null) return `${ml.dollars(total / ml.bases["year-days"])} a day \u00b7 ${each}`;
    const tonnes = ((Math.abs(total) / 100) * ml.bases["note-weight"]) / 1e6;
    return `${each} \u00b7 ${ml.things(tonnes)} tonnes of $100 notes`;
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
