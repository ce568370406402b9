// Read by overlaps.py: texts that lie on one another, and texts that leave their box.
const SKIPPED = new Set(["SCRIPT", "STYLE", "TITLE", "OPTION", "NOSCRIPT", "TEMPLATE", "DESC"]);
const THIN = 0.22; // of a line's height is ascent and descent that few letters use
const SLACK = 1.5; // pixels that two letters may share, or stand out

/** The part of a box that its scrolling and cutting ancestors leave to be seen; null for none. */
function seen(box, element) {
  let { left, top, right, bottom } = box;
  for (let outer = element; outer && outer !== document.body; outer = outer.parentElement) {
    if (outer instanceof SVGElement) continue;
    const { overflowX, overflowY } = getComputedStyle(outer);
    if (overflowX === "visible" && overflowY === "visible") continue;
    const frame = outer.getBoundingClientRect();
    if (overflowX !== "visible") [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
    if (overflowY !== "visible") [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
  }
  return right - left > SLACK && bottom - top > SLACK ? { left, top, right, bottom } : null;
}

/** What a text must stay in: its picture, or the width of the page. */
function frameOf(element) {
  const svg = element.closest("svg");
  return svg ? svg.getBoundingClientRect() : { left: 0, top: -Infinity, right: document.documentElement.clientWidth, bottom: Infinity };
}

const runs = [];
const outside = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  const text = node.textContent.trim();
  if (!text || SKIPPED.has(element.tagName) || element.closest("title")) continue;
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const frame = frameOf(element);
  for (const rect of range.getClientRects()) {
    const cut = rect.height * THIN;
    const whole = { left: rect.left, right: rect.right, top: rect.top + cut, bottom: rect.bottom - cut };
    const box = seen(whole, element);
    if (!box) continue;
    const [low, high] = [box.left < frame.left - SLACK, box.right > frame.right + SLACK];
    if (low || high || box.top < frame.top - SLACK || box.bottom > frame.bottom + SLACK) outside.push(text.slice(0, 50));
    runs.push({ ...box, node, text: text.slice(0, 50) });
  }
}
runs.sort((one, other) => one.top - other.top);
const over = [];
runs.forEach((one, place) => {
  for (let next = place + 1; next < runs.length && runs[next].top < one.bottom - SLACK; next += 1) {
    const other = runs[next];
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    if (across > SLACK && one.node !== other.node) over.push(`${one.text} | ${other.text}`);
  }
});
return [over, outside];
