// The picture itself: vis-network draws, we decide what is shown, where, lit and dimmed.
(() => {
  const ml = window.moneyloop;
  const stage = ml.byId("stage");
  const MANY = 260; // arrows; above, straight lines
  const NARROW = 620; // pixels; below, the map runs from top to bottom
  const EDGE = 14; // pixels left free at the edges of the stage
  const [WIDEST, HIGHEST] = [2.1, 1.7]; // how far a map is stretched to its stage
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const network = new vis.Network(stage, { nodes, edges }, ml.picture.options);
  let fitted = { scale: 1, left: 0, right: 0, top: 0, bottom: 0 };

  // Where parties stand ------------------------------------------------------------------------

  /** The least rectangle round the boxes of these parties that stand at `places`. */
  function bounds(places) {
    const sides = [...places].map(([id, { x, y }]) => ({ x, y, ...ml.boxOf(id) }));
    return {
      left: Math.min(...sides.map(({ x, w }) => x - w)), right: Math.max(...sides.map(({ x, w }) => x + w)),
      top: Math.min(...sides.map(({ y, h }) => y - h)), bottom: Math.max(...sides.map(({ y, h }) => y + h)),
    };
  }

  /** The place of each party on the map that is on; guests stand in a row below it. */
  function places() {
    return ml.once("places", () => {
      const narrow = stage.clientWidth < NARROW;
      const told = new Map();
      for (const [id, [x, y, narrowX, narrowY]] of Object.entries(ml.map())) {
        if (ml.nodeOf.has(id)) told.set(id, narrow ? { x: narrowX, y: narrowY } : { x, y });
      }
      const guests = ml.guests();
      if (guests.length) {
        const { left, right, bottom } = told.size ? bounds(told) : { left: 0, right: 0, bottom: 0 };
        guests.forEach((id, at) => {
          told.set(id, { x: (left + right) / 2 + (at - (guests.length - 1) / 2) * 190, y: bottom + 60 });
        });
      }
      return stretched(told);
    });
  }

  // A map is stretched to its stage in each direction, as far as it would be drawn one to one.
  function stretched(places) {
    if (!places.size || !stage.clientWidth) return places;
    const { left, right, top, bottom } = bounds(places);
    const [wide, high] = [stage.clientWidth - 2 * EDGE, stage.clientHeight - 2 * EDGE];
    const scale = Math.min(1, wide / (right - left), high / (bottom - top));
    const boxes = [...places.keys()].map(ml.boxOf);
    const [boxW, boxH] = [2 * Math.max(...boxes.map(({ w }) => w)), 2 * Math.max(...boxes.map(({ h }) => h))];
    const factor = (room, size, box, most) => Math.max(1, Math.min(most, (room / scale - box) / Math.max(1, size - box)));
    const [sx, sy] = [factor(wide, right - left, boxW, WIDEST), factor(high, bottom - top, boxH, HIGHEST)];
    return new Map([...places].map(([id, { x, y }]) => [id, { x: Math.round(x * sx), y: Math.round(y * sy) }]));
  }

  // Looks --------------------------------------------------------------------------------------

  function widestFirst() {
    return ml.once("widest first", () => [...ml.drawnArrows().values()].sort(
      (a, b) => (b.amount ?? 0) - (a.amount ?? 0) || (a.id < b.id ? -1 : 1),
    ));
  }

  /** The arrows of what is chosen show even when a filter hides their deals. */
  function hiddenLit() {
    const { selection } = ml.state;
    if (!selection || selection.type === "party") return [];
    return [...ml.litArrows()].filter((id) => !ml.drawnArrows().has(id)).map((id) => ({ ...ml.arrows.get(id), role: "aside", amount: null, ids: [] }));
  }

  function isMany() {
    return ml.drawnArrows().size > MANY;
  }

  // Bends are worked out anew where arrows or places are others, not for every choice.
  let [laid, bends] = ["", new Map()];

  function bend(id) {
    return ml.once("bends", () => {
      if (isMany()) return new Map();
      const arrows = [...widestFirst(), ...hiddenLit()];
      const now = JSON.stringify([arrows.map((arrow) => [arrow.id, ml.widthOf(arrow.amount)]), [...places()]]);
      if (now !== laid) [laid, bends] = [now, ml.bends(arrows, places())];
      return bends;
    }).get(id);
  }

  /** How strongly an arrow is drawn, from 0 to 1. */
  function strength(id) {
    const lit = ml.litArrows();
    if (lit?.has(id)) return 1;
    if (ml.selectedLoop()) return 0.42;
    return lit ? 0.14 : isMany() ? 0.35 : 0.6;
  }

  function edgeStyle(arrow) {
    const { id, payer, payee, role } = arrow;
    const isLoop = ml.selectedLoop() && ml.litArrows().has(id);
    const colour = ml.faded(isLoop ? "--own" : ml.colourOf(role), strength(id));
    const width = ml.widthOf(arrow.amount);
    return {
      id,
      from: payer,
      to: payee,
      width: Number((isLoop ? Math.max(width, 2) : width).toFixed(2)),
      dashes: ml.dashes(arrow),
      hidden: ml.opened()?.id === id, // fan.js draws its deals in its place
      color: { color: colour, hover: colour, highlight: colour, inherit: false },
      // The head of an arrow grows with its line, so wide lines get a smaller scale.
      arrows: { to: { enabled: true, scaleFactor: Number(Math.max(0.1, 0.55 - 0.05 * width).toFixed(3)) } },
      ...(payer === payee ? { selfReference: { size: 20, angle: 0.8 } } : { smooth: ml.smooth(bend(id)) }),
    };
  }

  function nodeStyle(id, litParties) {
    const isLit = !litParties || litParties.has(id) || ml.selectedLoop();
    const isChosen = litParties?.has(id) ?? false;
    const border = ml.colour(isChosen ? (ml.selectedLoop() ? "--own" : "--accent") : "--node-line", isChosen ? 1 : isLit ? 0.55 : 0.2);
    const both = { background: ml.colour("--raised"), border };
    return {
      id,
      label: ml.nodeOf.get(id).label,
      ...places().get(id),
      borderWidth: isChosen ? 2 : 1.2,
      shapeProperties: { borderRadius: 5, borderDashes: ml.nodeOf.get(id).outside ? [4, 3] : false },
      color: { ...both, hover: both, highlight: both },
      font: { size: 15, face: ml.nodeFont.replace("15px ", ""), color: ml.colour("--ink", isLit ? 1 : 0.4) },
    };
  }

  /** The parties that stand on the map: those that some drawn arrow touches, and what is chosen. */
  function drawnParties() {
    return ml.once("drawn parties", () => {
      const names = new Set([...ml.drawnArrows().values()].flatMap(({ payer, payee }) => [payer, payee]));
      if (ml.state.selection?.type !== "party") for (const name of ml.litParties() ?? []) names.add(name);
      else names.add(ml.state.selection.key);
      return names;
    });
  }

  // Painting: what is new is added, what is gone removed, and of the rest what looks different touched.

  const painted = { nodes: new Map(), edges: new Map() };

  function refresh(data, known, styles) {
    const there = new Set(styles.map(({ id }) => id));
    const gone = [...known.keys()].filter((id) => !there.has(id));
    const touched = styles.filter((style) => known.get(style.id) !== JSON.stringify(style));
    if (gone.length) data.remove(gone);
    for (const id of gone) known.delete(id);
    for (const style of touched) known.set(style.id, JSON.stringify(style));
    if (touched.length) data.update(touched);
  }

  function paint() {
    const litParties = ml.litParties();
    const names = [...places().keys()].filter((id) => drawnParties().has(id));
    const there = new Set(names);
    const lit = ml.litArrows();
    const arrows = [...widestFirst(), ...hiddenLit()]
      .filter(({ payer, payee }) => there.has(payer) && there.has(payee))
      .sort((a, b) => Number(lit?.has(a.id) ?? false) - Number(lit?.has(b.id) ?? false));
    // Thin arrows lie over wide ones, lit ones over all: where the order is another one, all are laid anew.
    const before = [...painted.edges.keys()];
    const order = arrows.map(({ id }) => id);
    if (order.slice(0, before.length).join() !== before.join()) {
      edges.clear();
      painted.edges.clear();
    }
    refresh(nodes, painted.nodes, names.map((id) => nodeStyle(id, litParties)));
    refresh(edges, painted.edges, arrows.map(edgeStyle));
  }

  // Where the view is ----------------------------------------------------------------------------

  /** Show all of the map; the page zooms out no further. */
  function fit(moves = !ml.calm()) {
    const there = new Map([...places()].filter(([id]) => painted.nodes.has(id)));
    if (!there.size || !stage.clientWidth) return;
    const { left, right, top, bottom } = bounds(there);
    const scale = Math.min(
      1.25,
      (stage.clientWidth - 2 * EDGE) / (right - left),
      (stage.clientHeight - 2 * EDGE) / (bottom - top),
    );
    if (!(scale > 0)) return;
    fitted = { scale, left, right, top, bottom };
    network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale,
      animation: moves ? { duration: 300, easingFunction: "easeInOutQuad" } : false,
    });
  }

  /** The point at share t of an arrow as it is drawn; null while it is not. */
  function pointOn(id, t) {
    const edge = network.body.edges[id];
    return edge?.connected && edge.edgeType?.getPoint ? edge.edgeType.getPoint(t) : null;
  }

  let depth = 0;

  /** Do several things to the map and draw it once: vis draws all of it after each. */
  function atOnce(work) {
    const { emitter } = network.body;
    if (depth === 0) emitter.emit("_blockRedraw");
    depth += 1;
    try {
      work();
    } finally {
      depth -= 1;
      if (depth === 0) {
        emitter.emit("_allowRedraw");
        emitter.emit("_redraw");
        // vis draws each line up to where its head was the last time. Among many nobody sees that.
        if (!isMany()) emitter.emit("_requestRedraw");
      }
    }
  }

  let onMap = "";

  ml.listen((what) => atOnce(() => {
    paint();
    const now = [...painted.nodes.keys()].sort().join();
    if (now !== onMap || what === "size") fit(what === "size" ? false : undefined);
    onMap = now;
  }));

  // The stage changes its size with the window, and when a panel opens.
  let last = "";
  new ResizeObserver(() => {
    const now = `${stage.clientWidth} ${stage.clientHeight}`;
    if (now === last || !stage.clientWidth) return;
    last = now;
    network.setSize("100%", "100%");
    ml.changed("size");
  }).observe(stage);

  ml.byId("fit-button").addEventListener("click", () => fit());

  Object.assign(ml, { network, nodes, edges, places, bounds, atOnce, drawnParties, pointOn, strength, fit, fitted: () => fitted, widestFirst });
})();
