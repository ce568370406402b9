// The report's charts: drawn when they come near the screen, in the colours of the theme that is on.
// Their figures hold names of style variables instead of colours; text in them is escaped already.
(() => {
  const ml = window.moneyloop;
  const figures = JSON.parse(ml.byId("moneyloop-charts").textContent);
  const NARROWEST = { "money-way": 860, "dollar-way": 860 }; // scrolls sideways in its own box below that
  const PAPER = 680; // the width of a printed page in CSS pixels
  const PHONE = 560; // below that a figure takes its other layout, where it has one
  const charts = new Map();
  let printing = false;

  /** A copy in which every name of a style variable has become its colour. */
  function coloured(value) {
    if (Array.isArray(value)) return value.map(coloured);
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item)]));
    }
    if (typeof value !== "string" || !/^--[a-z-]+(\/[\d.]+)?$/.test(value)) return value;
    const [variable, alpha] = value.split("/");
    return ml.colour(variable, alpha === undefined ? 1 : Number(alpha));
  }

  function dressed({ data, layout: wide, narrow }, width) {
    const layout = (width < PHONE && narrow) || wide;
    const ink = ml.colour("--ink");
    const paper = printing ? "#ffffff" : ml.colour("--paper");
    // Names lie on the money that passes: a halo in the colour of the page keeps them readable.
    const shadow = Array(3).fill(`0 0 2px ${paper}`).join(", ");
    return {
      data: coloured(data).map((trace) => (trace.type === "sankey" ? { ...trace, textfont: { ...trace.textfont, shadow } } : trace)),
      layout: {
        ...coloured(layout),
        width,
        autosize: false,
        paper_bgcolor: paper,
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: ink },
        hoverlabel: { bgcolor: ml.colour("--raised"), bordercolor: ml.colour("--line"), font: { color: ink, size: 12.5 }, align: "left", namelength: -1 },
      },
    };
  }

  function widthOf(chart) {
    if (printing) return PAPER;
    return Math.max(Math.floor(chart.frame.clientWidth), NARROWEST[chart.key] ?? 0);
  }

  function draw(chart) {
    const width = widthOf(chart);
    if (!width) return;
    chart.width = width;
    const { data, layout } = dressed(figures[chart.key][chart.variant], width);
    // A Sankey that is changed moves and fades in; paper does not wait for it.
    if (printing) Plotly.purge(chart.plot);
    Plotly.react(chart.plot, data, layout, { displayModeBar: false, responsive: false, showTips: false, doubleClick: false });
    // What scrolls sideways can be reached, and scrolled, by key.
    const scrolls = width > chart.frame.clientWidth;
    Object.assign(chart.frame, { tabIndex: scrolls ? 0 : -1, role: scrolls ? "region" : null, ariaLabel: scrolls ? heading(chart.figure) : null });
    chart.drawn = true;
    chart.figure.dataset.drawn = `${chart.variant}`;
  }

  /** Another year, another whole: the same place, with its own text and table. */
  function choose(chart, variant) {
    chart.variant = variant;
    chart.plot.setAttribute("aria-label", chart.tables[variant].dataset.fact);
    chart.tables.forEach((table, place) => { table.hidden = place !== variant; });
    chart.choices.forEach((choice) => choice.setAttribute("aria-pressed", String(Number(choice.dataset.variant) === variant)));
    if (chart.select) chart.select.value = String(variant);
    draw(chart);
  }

  // Pictures to take away ----------------------------------------------------------------------

  function heading(figure) {
    return figure.querySelector("h3").textContent.trim();
  }

  function foot(unit) {
    const { data, as_of: day, case: chosen } = ml.payload;
    const when = ml.asOf ? ml.asOf() : day ? `as of ${ml.day(day)}` : "no dates";
    // A page of charts alone has no case.
    const amounts = ml.caseWords ? `${ml.caseWords(chosen)}, ` : "";
    return `moneyloop \u00b7 ${amounts}${unit} \u00b7 ${when} \u00b7 data: ${data}`.slice(0, 150);
  }

  /** A picture with its heading above, its legend, and below a line that says what it is. */
  async function framed(address, width, height, title, legend, unit = ml.unitWords) {
    const image = new Image();
    image.src = address;
    await image.decode();
    const [scale, side, above, below] = [2, 18, title ? (legend.length ? 78 : 50) : 0, 34];
    const canvas = document.createElement("canvas");
    canvas.width = (width + 2 * side) * scale;
    canvas.height = (height + above + below) * scale;
    const ctx = canvas.getContext("2d");
    const family = getComputedStyle(document.body).fontFamily;
    ctx.scale(scale, scale);
    ctx.fillStyle = ml.colour("--paper");
    ctx.fillRect(0, 0, width + 2 * side, height + above + below);
    ctx.drawImage(image, side, above, width, height);
    if (title) {
      ctx.fillStyle = ml.colour("--ink");
      ctx.font = `600 18px ${family}`;
      ctx.fillText(title, side, 32, width);
    }
    ctx.font = `12.5px ${family}`;
    let left = side;
    for (const [colour, words] of legend) {
      ctx.fillStyle = colour;
      ctx.fillRect(left, 51, 12, 12);
      ctx.fillStyle = ml.colour("--ink");
      ctx.fillText(words, left + 18, 61.5);
      left += 36 + ctx.measureText(words).width;
    }
    ctx.font = `12px ${family}`;
    ctx.fillStyle = ml.colour("--ink-soft");
    ctx.fillText(foot(unit), side, height + above + 20, width);
    return canvas.toDataURL("image/png");
  }

  function legendOf(figure) {
    return [...figure.querySelectorAll(".bucket-legend li")].map((item) => [
      getComputedStyle(item.querySelector("rect")).fill,
      item.textContent.trim(),
    ]);
  }

  /** A chart as a PNG data address, as wide as on a desk. */
  async function png(key) {
    const chart = charts.get(key);
    const width = Math.max(960, NARROWEST[key] ?? 0);
    const { data, layout } = dressed(figures[key][chart.variant], width);
    const { label } = chart.tables[chart.variant].dataset;
    const title = heading(chart.figure) + (label ? ` (${label})` : "");
    const address = await Plotly.toImage({ data, layout }, { format: "png", width, height: layout.height, scale: 2 });
    return framed(address, width, layout.height, title, legendOf(chart.figure), chart.figure.dataset.unit);
  }

  const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order"];

  /** A drawing of the page as a PNG data address: its looks written into a copy. */
  async function drawingPng(svg) {
    const copy = svg.cloneNode(true);
    const parts = [...svg.querySelectorAll("*")];
    [...copy.querySelectorAll("*")].forEach((part, place) => {
      const looks = getComputedStyle(parts[place]);
      for (const name of LOOKS) part.setAttribute(name, looks.getPropertyValue(name));
    });
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const text = new XMLSerializer().serializeToString(copy);
    return framed(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`, width, height, "", []);
  }

  function save(address, name) {
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.download = name;
    anchor.click();
  }

  // Wiring -------------------------------------------------------------------------------------

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const key = figure.dataset.chart;
    const plot = figure.querySelector(".plot");
    const select = figure.querySelector("select");
    const choices = [...figure.querySelectorAll("[data-variant]")];
    const tables = [...figure.querySelectorAll(".data-of")];
    const shown = tables.findIndex((table) => !table.hidden);
    const chart = { key, figure, plot, frame: plot.parentElement, select, choices, tables, variant: shown, drawn: false, width: 0 };
    charts.set(key, chart);
    select?.addEventListener("change", () => choose(chart, Number(select.value)));
    for (const choice of choices) choice.addEventListener("click", () => choose(chart, Number(choice.dataset.variant)));
    figure.querySelector(".png").addEventListener("click", async () => save(await png(key), `moneyloop-${key}.png`));
  }
  for (const figure of document.querySelectorAll("figure[data-drawing]")) {
    const name = `moneyloop-${figure.dataset.drawing}.png`;
    figure.querySelector(".png").addEventListener("click", async () => save(await drawingPng(figure.querySelector("svg")), name));
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        const chart = charts.get(target.closest("figure").dataset.chart);
        if (!chart.drawn) draw(chart);
        if (chart.drawn) near.unobserve(target);
      }
    },
    { rootMargin: "800px 0px" },
  );
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = charts.get(target.closest("figure").dataset.chart);
      if (chart.drawn && !printing && widthOf(chart) !== chart.width) draw(chart);
    }
  });
  for (const { frame } of charts.values()) {
    near.observe(frame);
    sizes.observe(frame);
  }

  ml.listen((what) => {
    if (what !== "theme" || printing) return;
    for (const chart of charts.values()) if (chart.drawn) draw(chart);
  });

  // Paper holds every chart, drawn to its width, and what is folded away on the screen.
  let opened = [];
  function everyChart(width) {
    printing = width;
    for (const chart of charts.values()) draw(chart);
  }
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.prints:not([open])")];
    for (const details of opened) details.open = true;
    everyChart(true);
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    everyChart(false);
  });

  Object.assign(ml, { chartPng: png, drawingPng });
})();
