// Light and dark. The style sheet owns every colour; the canvas asks it for them here.
(() => {
  const ml = window.moneyloop;
  const root = document.documentElement;
  const probe = ml.byId("colour-probe");
  let cache = new Map();

  /** The colour of a style variable as [r, g, b], in the theme that is on. */
  function rgb(variable) {
    if (!cache.has(variable)) {
      probe.style.color = `var(${variable})`;
      cache.set(variable, getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number));
    }
    return cache.get(variable);
  }

  function colour(variable, alpha = 1) {
    return `rgba(${rgb(variable).join(", ")}, ${alpha})`;
  }

  /** A colour as strong as `share` on the ground of the map, and opaque: what crosses does not add up. */
  function faded(variable, share) {
    const [own, ground] = [rgb(variable), rgb("--stage")];
    return `rgb(${own.map((part, at) => Math.round(share * part + (1 - share) * ground[at])).join(", ")})`;
  }

  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function refresh() {
    cache = new Map();
    ml.byId("theme-button").setAttribute("aria-pressed", String(isDark()));
    ml.changed("theme");
  }

  function setTheme(theme) {
    root.dataset.theme = theme;
    refresh();
  }

  ml.byId("theme-button").addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
  window
    .matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", () => root.dataset.theme || refresh());

  // Paper is white: the canvas is drawn again in light colours while it is printed.
  let screenTheme;
  let printing = false;
  function repaint(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    refresh();
    ml.network.redraw();
  }
  function toPaper() {
    printing = true;
    screenTheme = root.dataset.theme;
    repaint("light");
  }
  function toScreen() {
    repaint(screenTheme);
    printing = false;
  }
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);

  /** What some work on the map gives in the light colours; the page is never seen in them. */
  function inLight(work) {
    if (!isDark()) return work();
    toPaper();
    try {
      return work();
    } finally {
      toScreen();
    }
  }

  Object.assign(ml, { colour, faded, setTheme, isDark, inLight, isPrinting: () => printing });
})();
