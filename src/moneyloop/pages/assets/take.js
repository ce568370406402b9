// Take away: one menu on every drawing and panel. Picture, numbers, words, link and citation of what it stands on.
// A page that hands over something else, such as its map, fills moneyloop.takes:
//   {map: {title(), basis(), words(), picture(): the drawing alone, as SVG or its text, rows(): [[...]], link(): "#...",
//   least: px of the smallest text of a picture that is no taller than the others}}
// Picture and rows may be promises, and null where there are none.
(() => {
  const ml = window.moneyloop;
  const { files } = ml;
  const facts = JSON.parse(document.getElementById("page-facts")?.textContent ?? "{}");
  const SOON = 30; // ms: a status that changes twice in one moment is not read out
  const SEEN = 6_000; // ms

  // What is taken ------------------------------------------------------------------------------

  const { clean, ended } = files;
  const isOf = (place) => (node) => node.closest("[data-drawing], [data-take-panel]") === place && !node.closest("[hidden]");

  /** What a drawing or a panel of the page says of itself, in the form of moneyloop.takes. */
  function ofPlace(place) {
    const first = (css) => [...place.querySelectorAll(css)].find(isOf(place));
    const isDrawing = place.matches("[data-drawing]");
    const svg = isDrawing ? [...place.querySelectorAll(".drawn-frame > svg")].find(isOf(place)) : null;
    const table = first("table");
    const title = () => place.dataset.title ?? first("h1, h2, h3, h4")?.textContent ?? document.title;
    return {
      title,
      basis: () => place.dataset.basis ?? "",
      words: () => place.dataset.words || (first("p")?.textContent ?? title()),
      picture: svg ? () => svg : null,
      rows: table ? () => files.rowsOf(table) : null,
      // A panel of the map is what the address of the page says; all else has a place of its own.
      link: () => (!isDrawing && location.hash.includes("=") ? location.hash : `#${place.id}`),
    };
  }

  /** What a button stands on. */
  function taken(button) {
    const key = button.dataset.take;
    const place = button.closest("[data-drawing], [data-take-panel]");
    const handed = ml.takes?.[key] ?? (place ? ofPlace(place) : {});
    const text = (name) => clean(handed[name]?.());
    const basis = () => {
      const said = text("basis");
      const isSaid = !facts.case || said.toLowerCase().includes(facts.case.toLowerCase());
      return [said, isSaid ? "" : facts.case].filter(Boolean).join(", ");
    };
    return { ...handed, key, host: place ?? document.body, title: () => text("title") || document.title, basis, words: () => text("words") || text("title") };
  }

  /** The lines under a picture: the words that make it safe alone, and where it is from. */
  function foot() {
    const version = facts.version ? `Version ${facts.version}` : "";
    const from = [version, facts.edition && `data: ${facts.edition}`, facts.as_of && `as of ${facts.as_of}`].filter(Boolean);
    return [facts.safe, [facts.source, from.join(" \u00b7 ")].filter(Boolean).join(" ")].filter(Boolean);
  }

  /** What the fills of a drawing mean, where the drawing does not say it itself. */
  function grammar(drawing) {
    if (/striped|dotted/i.test(drawing.textContent)) return "";
    const [striped, dotted] = [".striped", ".dotted"].map((css) => drawing.querySelector(css));
    return [striped && "Solid: estimate. Striped: possible.", dotted && "Dotted: amount not public."].filter(Boolean).join(" ");
  }

  /** The drawing in its frame, with all that it needs alone. */
  async function picture(take) {
    const drawn = await take.picture();
    const drawing = typeof drawn === "string" ? files.read(drawn) : drawn;
    return files.compose({ drawing, host: take.host, title: take.title(), basis: take.basis(), foot: [grammar(drawing), ...foot()], least: take.least });
  }

  /** A sheet that says what the numbers are. */
  function about(take) {
    const lines = {
      About: take.title(),
      Words: take.words(),
      Basis: take.basis(),
      "As of": facts.as_of,
      Edition: facts.edition,
      Note: facts.safe,
      Source: facts.source,
      Program: [facts.product, facts.version].filter(Boolean).join(" "),
      Command: facts.command,
      Citation: facts.cite,
    };
    return Object.entries(lines).filter(([, text]) => text);
  }

  /** One paragraph that stays true where it is pasted alone. */
  function paragraph(take) {
    const isCited = facts.edition && facts.cite?.includes(facts.edition);
    const parts = [
      take.words(),
      take.basis() && `Basis: ${take.basis()}`,
      facts.edition && !isCited && `Data: ${facts.edition}`,
      facts.as_of && !take.basis().includes(facts.as_of) && `As of ${facts.as_of}`,
      facts.safe,
      facts.command && `Command: ${facts.command}`,
      facts.cite && `Cite: ${facts.cite}`,
    ];
    return parts.filter(Boolean).map(ended).join(" ");
  }

  // Saving and copying -------------------------------------------------------------------------

  const safe = (text) => String(text ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);

  function save(content, key, ending, type) {
    const name = `${["moneyloop", safe(key), safe(facts.as_of)].filter(Boolean).join("-")}.${ending}`;
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([content], { type }));
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
    return `Saved ${name}`;
  }

  /** Where the browser gives a page no clipboard, as in a frame, the old way. */
  function copyOld(text, beside) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "take-field";
    beside.after(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    beside.focus({ preventScroll: true });
    return isDone;
  }

  async function copy(text, button, told) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!copyOld(text, button)) throw new Error("the browser does not let this page copy");
    }
    return told;
  }

  /** The address of what is taken; of a page that is a file only its last part, which holds on any copy. */
  function link(take, button) {
    const hash = take.link?.() ?? location.hash;
    const isWeb = location.protocol.startsWith("http");
    const told = isWeb ? "Copied the link" : `Copied ${hash}: add it to the address of your copy of this page`;
    return copy(isWeb ? location.href.split("#")[0] + hash : hash, button, told);
  }

  const SVG_TYPE = "image/svg+xml;charset=utf-8";
  const CSV_TYPE = "text/csv;charset=utf-8";
  const ITEMS = [
    ["Save picture", "PNG", (take) => take.picture, async (take) => save(await files.png(await picture(take)), take.key, "png", "image/png")],
    ["Save picture", "SVG", (take) => take.picture, async (take) => save((await picture(take)).text, take.key, "svg", SVG_TYPE)],
    ["Save numbers", "CSV", (take) => take.rows, async (take) => save(files.csv(await take.rows()), take.key, "csv", CSV_TYPE)],
    ["Save numbers", "xlsx", (take) => take.rows, async (take) => {
      const book = files.xlsx([{ name: "Numbers", rows: await take.rows() }, { name: "About", rows: about(take) }]);
      return save(book, take.key, "xlsx", book.type);
    }],
    ["Copy words", "", () => true, (take, button) => copy(paragraph(take), button, "Copied the words")],
    ["Copy link", "", () => true, link],
    ["Copy citation", "text", () => facts.cite, (take, button) => copy(facts.cite, button, "Copied the citation")],
    ["Copy citation", "BibTeX", () => facts.bibtex, (take, button) => copy(facts.bibtex, button, "Copied the citation")],
  ];

  /** The card to share, as PNG. */
  async function saveCard() {
    const card = document.getElementById("share-card")?.content.querySelector("svg");
    if (!card) throw new Error("this page has no card");
    return save(await files.png(files.whole(card, document.body)), "card", "png", "image/png");
  }

  // The status ---------------------------------------------------------------------------------

  const status = document.createElement("p");
  status.className = "take-status";
  status.setAttribute("role", "status");
  document.body.append(status);
  let fading;

  function say(text) {
    clearTimeout(fading);
    setTimeout(() => { status.textContent = text; }, SOON);
    fading = setTimeout(() => { status.textContent = ""; }, SEEN);
  }

  /** Do it, and say what came of it. */
  async function run(work) {
    status.textContent = "";
    try {
      say(await work());
    } catch (error) {
      say(`That did not work: ${error.message}`);
    }
  }

  // The buttons --------------------------------------------------------------------------------

  function show(button, at = 0) {
    const take = taken(button);
    const entries = ITEMS.filter(([, , has]) => has(take)).map(([label, kind, , act]) => ({ label, kind, act: () => run(() => act(take, button)) }));
    ml.menu.show(button, "Take away", entries, at);
  }

  const buttonOf = ({ target }) => target.closest?.("[data-take]");

  document.addEventListener("click", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    if (button.matches(".save-card")) run(saveCard);
    else if (ml.menu.isOf(button)) ml.menu.close(true);
    else show(button);
  });
  document.addEventListener("keydown", (event) => {
    const button = buttonOf(event);
    if (!button || button.matches(".save-card") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    show(button, event.key === "ArrowUp" ? -1 : 0);
  }, true);

  ml.saveCard = saveCard;
})();
