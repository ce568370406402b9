// A canvas context that writes SVG: whatever is drawn on it becomes shapes and text of one picture.
// The map is drawn by the same code on the page's canvas and on this, so both are alike.
(() => {
  const ml = window.moneyloop;
  const STYLE = {
    fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, lineCap: "butt", lineJoin: "miter",
    font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", globalAlpha: 1,
  };
  const ANCHORS = { center: "middle", right: "end", end: "end" };
  // Where the baseline lies, in parts of the size of the font.
  const RISE = { middle: 0.35, top: 0.8, hanging: 0.8, bottom: -0.2 };
  const measuring = document.createElement("canvas").getContext("2d");

  const round = (value) => String(Math.round(value * 100) / 100);

  function xml(text) {
    return String(text)
      // What XML has no place for.
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
      .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  }

  function attributes(values) {
    return Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([name, value]) => ` ${name}="${xml(typeof value === "number" ? round(value) : value)}"`)
      .join("");
  }

  /** A colour as SVG takes it: the opacity apart, for readers that know no rgba(). */
  function paint(name, style, alpha) {
    const parts = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)$/.exec(style);
    const opacity = Number(parts?.[4] ?? 1) * alpha;
    return {
      [name]: parts ? `rgb(${parts.slice(1, 4).join(",")})` : style,
      [`${name}-opacity`]: opacity < 1 ? opacity : null,
    };
  }

  class SvgContext {
    constructor(width, height) {
      Object.assign(this, STYLE);
      this.canvas = { width, height, clientWidth: width, clientHeight: height };
      this.matrix = [1, 0, 0, 1, 0, 0];
      this.dash = [];
      this.saved = [];
      this.path = [];
      this.shapes = [];
      this.clips = [];
      this.clipped = "";
    }

    // State ------------------------------------------------------------------------------------

    save() {
      const style = Object.fromEntries(Object.keys(STYLE).map((name) => [name, this[name]]));
      this.saved.push({ style, matrix: [...this.matrix], dash: [...this.dash], clipped: this.clipped });
    }

    restore() {
      const last = this.saved.pop();
      if (last) Object.assign(this, last.style, { matrix: last.matrix, dash: last.dash, clipped: last.clipped });
    }

    setTransform(...matrix) { this.matrix = matrix; }
    resetTransform() { this.matrix = [1, 0, 0, 1, 0, 0]; }
    getTransform() { return new DOMMatrix(this.matrix); }
    setLineDash(dash) { this.dash = [...dash]; }
    getLineDash() { return [...this.dash]; }
    translate(x, y) { this.transform(1, 0, 0, 1, x, y); }
    scale(x, y) { this.transform(x, 0, 0, y, 0, 0); }
    rotate(angle) { this.transform(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0); }

    transform(a, b, c, d, e, f) {
      const [a0, b0, c0, d0, e0, f0] = this.matrix;
      this.matrix = [
        a0 * a + c0 * b, b0 * a + d0 * b, a0 * c + c0 * d, b0 * c + d0 * d,
        a0 * e + c0 * f + e0, b0 * e + d0 * f + f0,
      ];
    }

    at(x, y) {
      const [a, b, c, d, e, f] = this.matrix;
      return `${round(a * x + c * y + e)} ${round(b * x + d * y + f)}`;
    }

    size() { return Math.hypot(this.matrix[0], this.matrix[1]); }
    turn() { return Math.atan2(this.matrix[1], this.matrix[0]); }

    // Paths ------------------------------------------------------------------------------------

    beginPath() { this.path = []; }
    closePath() { if (this.path.length) this.path.push("Z"); }
    moveTo(x, y) { this.path.push(`M${this.at(x, y)}`); }
    lineTo(x, y) { this.path.push(`${this.path.length ? "L" : "M"}${this.at(x, y)}`); }
    quadraticCurveTo(cx, cy, x, y) { this.path.push(`Q${this.at(cx, cy)} ${this.at(x, y)}`); }
    bezierCurveTo(ax, ay, bx, by, x, y) { this.path.push(`C${this.at(ax, ay)} ${this.at(bx, by)} ${this.at(x, y)}`); }
    arc(x, y, radius, from, to, back = false) { this.ellipse(x, y, radius, radius, 0, from, to, back); }

    ellipse(x, y, rx, ry, rotation, from, to, back = false) {
      const full = 2 * Math.PI;
      let sweep = back ? from - to : to - from;
      sweep = sweep >= full ? full : ((sweep % full) + full) % full;
      if (sweep === 0) return;
      const sign = back ? -1 : 1;
      const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
      const point = (angle) => {
        const [px, py] = [rx * Math.cos(angle), ry * Math.sin(angle)];
        return [x + px * cos - py * sin, y + px * sin + py * cos];
      };
      const scale = this.size();
      const tilt = round(((rotation + this.turn()) * 180) / Math.PI);
      // An arc that ends where it starts is drawn in two halves.
      const steps = sweep > full - 1e-6 ? 2 : 1;
      this.lineTo(...point(from));
      for (let step = 1; step <= steps; step += 1) {
        const end = point(from + (sign * sweep * step) / steps);
        const large = sweep / steps > Math.PI + 1e-9 ? 1 : 0;
        this.path.push(`A${round(rx * scale)} ${round(ry * scale)} ${tilt} ${large} ${back ? 0 : 1} ${this.at(...end)}`);
      }
    }

    rect(x, y, w, h) {
      this.moveTo(x, y);
      for (const [px, py] of [[x + w, y], [x + w, y + h], [x, y + h]]) this.lineTo(px, py);
      this.closePath();
    }

    roundRect(x, y, w, h, radius) {
      const r = Math.min(Array.isArray(radius) ? radius[0] : radius, w / 2, h / 2);
      const corner = Math.PI / 2;
      this.moveTo(x + r, y);
      this.arc(x + w - r, y + r, r, -corner, 0);
      this.arc(x + w - r, y + h - r, r, 0, corner);
      this.arc(x + r, y + h - r, r, corner, 2 * corner);
      this.arc(x + r, y + r, r, 2 * corner, 3 * corner);
      this.closePath();
    }

    // Ink --------------------------------------------------------------------------------------

    add(tag, values, text) {
      const all = { ...values, "clip-path": this.clipped ? `url(#${this.clipped})` : null };
      this.shapes.push(text === undefined ? `<${tag}${attributes(all)}/>` : `<${tag}${attributes(all)}>${xml(text)}</${tag}>`);
    }

    line() {
      const scale = this.size();
      return {
        ...paint("stroke", this.strokeStyle, this.globalAlpha),
        "stroke-width": this.lineWidth * scale,
        "stroke-linecap": this.lineCap === "butt" ? null : this.lineCap,
        "stroke-linejoin": this.lineJoin === "miter" ? null : this.lineJoin,
        "stroke-dasharray": this.dash.some(Boolean) ? this.dash.map((part) => round(part * scale)).join(" ") : null,
      };
    }

    fill(rule) {
      if (!this.path.length) return;
      this.add("path", { d: this.path.join(""), ...paint("fill", this.fillStyle, this.globalAlpha), "fill-rule": rule === "evenodd" ? rule : null });
    }

    stroke() {
      if (this.path.length) this.add("path", { d: this.path.join(""), fill: "none", ...this.line() });
    }

    clip() {
      const id = `clip-${this.clips.length + 1}`;
      const within = this.clipped ? ` clip-path="url(#${this.clipped})"` : "";
      this.clips.push(`<clipPath id="${id}"${within}><path d="${this.path.join("")}"/></clipPath>`);
      this.clipped = id;
    }

    apart(draw) {
      const { path } = this;
      this.path = [];
      draw();
      this.path = path;
    }

    fillRect(x, y, w, h) { this.apart(() => { this.rect(x, y, w, h); this.fill(); }); }
    strokeRect(x, y, w, h) { this.apart(() => { this.rect(x, y, w, h); this.stroke(); }); }
    clearRect() {}

    measureText(text) {
      measuring.font = this.font;
      return measuring.measureText(text);
    }

    words(text, x, y) {
      const [, before, px, family] = /^(.*?)([\d.]+)px\s+(.*)$/.exec(this.font) ?? [null, "", "10", "sans-serif"];
      const weight = /\b(bold|[1-9]00)\b/.exec(before)?.[1] ?? null;
      const size = Number(px) * this.size();
      const rise = (RISE[this.textBaseline] ?? 0) * Number(px);
      const place = this.at(x, y + rise).split(" ");
      const angle = (this.turn() * 180) / Math.PI;
      return {
        x: place[0],
        y: place[1],
        "font-family": family,
        "font-size": size,
        "font-weight": weight,
        "text-anchor": ANCHORS[this.textAlign] ?? null,
        transform: Math.abs(angle) > 0.01 ? `rotate(${round(angle)} ${place.join(" ")})` : null,
        // As on the canvas, spaces count.
        "xml:space": /^\s|\s$|\s\s/.test(text) ? "preserve" : null,
      };
    }

    strokeText(text, x, y) {
      this.halo = { text, values: { ...this.words(text, x, y), fill: "none", ...this.line() }, at: this.shapes.length };
      this.add("text", this.halo.values, text);
    }

    fillText(text, x, y) {
      const values = { ...this.words(text, x, y), ...paint("fill", this.fillStyle, this.globalAlpha) };
      const { halo } = this;
      // A name and the halo behind it are one text, not two.
      if (halo && halo.at === this.shapes.length - 1 && halo.text === text && halo.values.x === values.x && halo.values.y === values.y) {
        this.shapes.pop();
        this.add("text", { ...halo.values, ...values, "paint-order": "stroke" }, text);
      } else {
        this.add("text", values, text);
      }
    }

    /** A part of another picture of this kind, at the top left. */
    drawPart(other, { x, y, width, height }) {
      const viewBox = [x, y, width, height].map(round).join(" ");
      this.shapes.push(`<svg${attributes({ width, height, viewBox })}>${other.body()}</svg>`);
    }

    body() {
      const clips = this.clips.length ? `<defs>${this.clips.join("")}</defs>` : "";
      return clips + this.shapes.join("\n");
    }

    /** The whole file. */
    file(title, description) {
      const { width, height } = this.canvas;
      return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
        `<title>${xml(title)}</title>`,
        `<desc>${xml(description)}</desc>`,
        this.body(),
        "</svg>",
        "",
      ].join("\n");
    }
  }

  ml.svgContext = (width, height) => new SvgContext(width, height);
})();
