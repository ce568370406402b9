// A drawing of the page as a picture of its own: title, basis, the drawing, the words that make it safe
// alone, its source. The looks that the style sheet gives are written into it, in the light theme's colours.
(() => {
  const ml = (window.moneyloop ??= {});
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDTH, HEIGHT, PAD] = [1200, 675, 40];
  const LEAST = 9; // px of the smallest text
  const LARGEST = 1.7; // times: more, and labels stand larger than the title
  // Lines of text: the class in take.css, how high a line is, how many at most.
  const TITLE = ["take-title", 37, 3];
  const BASIS = ["take-basis", 22, 2];
  const FOOT = ["take-foot", 18, 4];

  const SHAPES = ["svg", "g", "a", "use", "rect", "circle", "ellipse", "line", "path", "polygon", "polyline", "text", "tspan", "textPath"];
  const SERVERS = ["defs", "symbol", "pattern", "clipPath", "mask", "marker", "linearGradient", "radialGradient", "stop"];
  const TAGS = new Set([...SHAPES, ...SERVERS, "title", "desc"]);
  const SIZES = new Set((
    "id x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy width height d points transform viewBox preserveAspectRatio rotate offset "
    + "textLength lengthAdjust startOffset pathLength gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits "
    + "patternTransform clipPathUnits maskUnits maskContentUnits refX refY markerWidth markerHeight markerUnits orient xml:space"
  ).split(" "));
  // Looks that a child has from its parent: written where they change.
  const INHERITED = [
    "fill", "fill-opacity", "fill-rule", "clip-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "font-family", "font-size", "font-style", "font-weight", "letter-spacing",
    "text-anchor", "dominant-baseline", "direction", "paint-order", "visibility", "marker-start", "marker-mid", "marker-end",
  ];
  // Looks of its own: written where they are not the usual ones.
  const USUAL = { opacity: "1", "clip-path": "none", mask: "none", "stop-color": "rgb(0, 0, 0)", "stop-opacity": "1" };
  const measuring = document.createElement("canvas").getContext("2d");

  const round = (value) => Math.round(value * 1000) / 1000;
  /** What XML has no place for, and marks that would turn the direction of what follows, are left out. */
  const lawful = (text) => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  const clean = (text) => lawful(String(text ?? "")).replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();

  const ended = (text) => (/[.!?]["'\u201d\u2019)]?$/.test(text) ? text : `${text}.`);

  function element(tag, attributes = {}, text = "") {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  }

  // Looks --------------------------------------------------------------------------------------

  /** A look as an attribute of any reader of SVG: no units, no color(), a reference within the file. */
  function written(value) {
    const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value);
    if (mixed) {
      const parts = mixed.slice(1, 4).map((part) => Math.round(255 * part));
      return mixed[4] ? `rgba(${parts.join(", ")}, ${mixed[4]})` : `rgb(${parts.join(", ")})`;
    }
    const reference = /^url\(["']?[^"')]*#([^"')]+)["']?\)/.exec(value);
    return reference ? `url(#${reference[1]})` : value.replace(/(\d)px/g, "$1");
  }

  function looksOf(node) {
    const style = getComputedStyle(node);
    return Object.fromEntries([...INHERITED, ...Object.keys(USUAL)].map((name) => [name, written(style.getPropertyValue(name))]));
  }

  /**
   * The same element without the page: known shapes, known sizes, looks as attributes. Null for what draws nothing
   * or is no drawing. `needs` collects the ids that it refers to.
   */
  function apart(node, parent, needs) {
    if (node.namespaceURI !== SVG || !TAGS.has(node.localName)) return null;
    if (SHAPES.includes(node.localName) && getComputedStyle(node).display === "none") return null;
    // A link would lead out of the file.
    const isInText = Boolean(node.parentElement?.closest("text"));
    const copy = element(node.localName === "a" ? (isInText ? "tspan" : "g") : node.localName);
    for (const { name, value } of node.attributes) if (SIZES.has(name)) copy.setAttribute(name, value);
    const target = node.getAttribute("href") ?? node.getAttribute("xlink:href");
    if (target?.startsWith("#") && node.localName !== "a") {
      copy.setAttribute("href", target);
      needs.add(target.slice(1));
    }
    if (node.localName === "title" || node.localName === "desc") {
      copy.textContent = node.textContent;
      return copy;
    }
    const looks = looksOf(node);
    for (const name of INHERITED) if (looks[name] !== parent?.[name]) copy.setAttribute(name, looks[name]);
    for (const [name, usual] of Object.entries(USUAL)) if (looks[name] !== usual) copy.setAttribute(name, looks[name]);
    if (["svg", "marker", "symbol"].includes(node.localName)) copy.setAttribute("overflow", getComputedStyle(node).overflow);
    for (const look of Object.values(looks)) if (look.startsWith("url(#")) needs.add(look.slice(5, -1));
    const isText = node.localName === "text" || isInText;
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && isText) copy.append(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE) copy.append(apart(child, looks, needs) ?? "");
    }
    return copy;
  }

  /** Stripes and the like that stand elsewhere on the page, copied into the picture. */
  function supply(picture, needs, stage) {
    const defs = element("defs");
    const has = (id) => [...picture.querySelectorAll("[id]"), ...defs.querySelectorAll("[id]")].some((node) => node.id === id);
    // A set grows while it is walked: a pattern may need a gradient.
    for (const id of needs) {
      const owner = has(id) ? null : document.getElementById(id)?.ownerSVGElement;
      if (!owner) continue;
      const light = owner.cloneNode(true);
      stage.append(light);
      const found = [...light.querySelectorAll("[id]")].find((node) => node.id === id);
      defs.append(apart(found, null, needs) ?? "");
      light.remove();
    }
    if (defs.childElementCount) picture.prepend(defs);
  }

  /** An SVG that stands on the stage, as the text of a file. */
  function file(svg, stage, { width, height, title, about }) {
    const needs = new Set();
    const picture = apart(svg, null, needs);
    for (const [name, value] of Object.entries({ width, height, role: "img" })) picture.setAttribute(name, value);
    supply(picture, needs, stage);
    for (const node of picture.querySelectorAll(":scope > :is(title, desc)")) node.remove();
    picture.prepend(element("title", {}, title), element("desc", {}, about));
    const text = lawful(new XMLSerializer().serializeToString(picture));
    return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height };
  }

  /** Do it on a stage beside the window, whose colours are the light ones whatever theme is on. */
  function onStage(host, work) {
    const stage = document.createElement("div");
    stage.className = "take-stage drawn-frame";
    stage.inert = true;
    host.append(stage);
    try {
      return work(stage);
    } finally {
      stage.remove();
    }
  }

  // The picture --------------------------------------------------------------------------------

  /** A text in lines of a width; what is more than `most` lines is cut. */
  function wrapped(text, width, most) {
    const fits = (line) => measuring.measureText(line).width <= width;
    const lines = [];
    let line = "";
    for (const word of clean(text).slice(0, 900).split(" ")) {
      if (line && fits(`${line} ${word}`)) {
        line += ` ${word}`;
        continue;
      }
      if (line) lines.push(line);
      line = "";
      for (const letter of word) {
        if (line && !fits(line + letter)) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    }
    lines.push(line);
    if (lines.length <= most) return lines;
    let last = lines[most - 1];
    while (last && !fits(`${last}\u2026`)) last = last.slice(0, -1);
    return [...lines.slice(0, most - 1), `${last}\u2026`];
  }

  /** Lines of text from `top` on; where the next thing may stand. */
  function say(place, text, [className, high, most], top) {
    if (!clean(text)) return top;
    const first = place.appendChild(element("text", { class: className, x: PAD }));
    measuring.font = getComputedStyle(first).font;
    wrapped(text, WIDTH - 2 * PAD, most).forEach((line, at) => {
      const node = at ? place.appendChild(first.cloneNode()) : first;
      node.setAttribute("y", round(top + (at + 0.76) * high));
      node.textContent = line;
    });
    return top + high * place.querySelectorAll(`.${className}`).length;
  }

  /** A drawing as a group, with the classes that its looks hang on. */
  function grouped(drawing) {
    const group = element("g");
    for (const { name, value } of drawing.attributes) {
      if (!["id", "x", "y", "width", "height", "viewBox"].includes(name) && !name.startsWith("xmlns")) group.setAttribute(name, value);
    }
    group.append(...[...drawing.childNodes].filter((node) => node.localName !== "title" && node.localName !== "desc"));
    return group;
  }

  /** What a drawing covers in its own units: its box, and what stands out of it where that is seen. */
  function extent({ view, isCut }, group) {
    const drawn = group.getBBox();
    if (!view?.width || !view.height) return drawn;
    const { x, y, width, height } = view;
    if (isCut) return { x, y, width, height };
    const [left, top] = [Math.min(x, drawn.x), Math.min(y, drawn.y)];
    return {
      x: left,
      y: top,
      width: Math.max(x + width, drawn.x + drawn.width) - left,
      height: Math.max(y + height, drawn.y + drawn.height) - top,
    };
  }

  /** The smallest text of a drawing, in its own units. */
  function smallest(group) {
    const turn = (node) => {
      const { a, b } = node.getCTM();
      return Math.hypot(a, b);
    };
    const texts = [...group.querySelectorAll("text, tspan")].filter((node) => node.textContent.trim());
    return Math.min(Infinity, ...texts.map((node) => (parseFloat(getComputedStyle(node).fontSize) * turn(node)) / turn(group)));
  }

  /**
   * A drawing in its frame of 1200 x 675, as {text, width, height}. One whose text would be too small to read
   * gets a taller frame. `foot` are the lines below it, `host` the element whose styles reach it,
   * `least` the px of the smallest text.
   */
  function compose({ drawing, host, title, basis, foot, least: readable = LEAST }) {
    return onStage(host, (stage) => {
      const frame = stage.appendChild(element("svg", { class: "take-picture", width: WIDTH, height: HEIGHT }));
      const ground = frame.appendChild(element("rect", { class: "take-ground", width: WIDTH, height: HEIGHT }));
      const top = say(frame, basis, BASIS, say(frame, title, TITLE, PAD - 6) + 4) + 18;
      const below = frame.appendChild(element("g"));
      const end = foot.reduce((y, text, at) => say(below.appendChild(element("g")), text, FOOT, at ? y + 2 : y), 12);
      below.prepend(element("line", { class: "take-rule", x1: PAD, x2: WIDTH - PAD, y1: 0, y2: 0 }));

      const copy = stage.appendChild(document.importNode(drawing, true));
      const shown = { view: copy.viewBox.baseVal, isCut: getComputedStyle(copy).overflow !== "visible" };
      const group = frame.appendChild(grouped(copy));
      const box = extent(shown, group);
      const room = { width: WIDTH - 2 * PAD, height: HEIGHT - PAD + 8 - end - 20 - top };
      const least = readable / smallest(group);
      const wide = room.width / box.width;
      let scale = Math.min(wide, room.height / box.height, LARGEST);
      if (scale < least) scale = Math.min(wide, Math.max(1, least));
      const height = Math.ceil(Math.max(HEIGHT, HEIGHT - room.height + box.height * scale));
      const x = PAD + (room.width - box.width * scale) / 2;
      // A low drawing stands a little above the middle.
      const y = top + 0.4 * Math.max(0, height - HEIGHT + room.height - box.height * scale);
      const place = `translate(${round(x - box.x * scale)} ${round(y - box.y * scale)}) scale(${round(scale)})`;
      group.setAttribute("transform", place);
      below.setAttribute("transform", `translate(0 ${height - PAD + 8 - end})`);
      ground.setAttribute("height", height);
      frame.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
      if (shown.isCut) cut(frame, group, box);
      const about = [basis, ...foot].map(clean).filter(Boolean).join(" \u00b7 ");
      return file(frame, stage, { width: WIDTH, height, title: clean(title), about });
    });
  }

  /** Nothing of a group is seen outside its box, as on the page. */
  function cut(frame, group, { x, y, width, height }) {
    const clip = element("clipPath", { id: "take-frame" });
    clip.append(element("rect", { x, y, width, height }));
    frame.append(clip);
    group.setAttribute("clip-path", "url(#take-frame)");
  }

  /** The text of an SVG as a drawing, without what could run or ask for something when it is put on the stage. */
  function read(text) {
    const drawing = new DOMParser().parseFromString(lawful(text), "image/svg+xml").documentElement;
    if (drawing.namespaceURI !== SVG || drawing.localName !== "svg" || drawing.querySelector("parsererror")) {
      throw new Error("the picture cannot be read");
    }
    for (const node of drawing.querySelectorAll("*")) if (!TAGS.has(node.localName)) node.remove();
    return drawing;
  }

  /** A picture that is whole as it stands, such as the card to share. */
  function whole(svg, host) {
    return onStage(host, (stage) => {
      const copy = stage.appendChild(document.importNode(svg, true));
      const { width, height } = copy.viewBox.baseVal;
      const inside = (tag) => clean(copy.querySelector(`:scope > ${tag}`)?.textContent);
      return file(copy, stage, { width: width || WIDTH, height: height || HEIGHT, title: inside("title"), about: inside("desc") });
    });
  }

  /** A picture as PNG: a pixel for each unit on every screen, so 1200 x 675 whatever the screen's own ratio is. */
  async function png({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    return blobOf(canvas);
  }

  function blobOf(canvas) {
    return new Promise((done, fail) => {
      const take = (blob) => (blob ? done(blob) : fail(new Error("the picture is too large for a PNG, the SVG has all of it")));
      canvas.toBlob(take, "image/png");
    });
  }

  ml.files = { ...ml.files, compose, whole, read, png, clean, ended, lawful };
})();
