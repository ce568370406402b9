// The picture itself: vis-network draws, we decide what is shown, lit and dimmed.
(() => {
  const ml = window.moneyloop;
  const stage = ml.byId("stage");
  const embedded = document.body.classList.contains("page-report");
  const MANY = 300; // parties; above, straight lines that hide while the map is dragged
  // Only what is drawn is ever made: a large network costs nothing until it is asked for.
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const widestFirst = [...ml.picture.edges].sort(
    (a, b) => ml.fullWidth(b.id) - ml.fullWidth(a.id) || (a.id < b.id ? -1 : 1),
  );
  const options = JSON.parse(ml.picture.options);
  // Inside an article the wheel must scroll the article.
  if (embedded) options.interaction.zoomView = false;
  const network = new vis.Network(stage, { nodes, edges }, options);

  // Where parties stand ------------------------------------------------------------------------

  /** Whether the map is too full for curves. */
  function isMany() {
    return ml.once("many", () => ml.picture.nodes.filter(({ id }) => ml.inPicture(id)).length > MANY);
  }

  /** The place of each party on the map that is on; guests stand in a row below it. */
  function places() {
    return ml.once("places", () => {
      const told = new Map();
      for (const { id, x, y, part_x: partX, part_y: partY } of ml.picture.nodes) {
        const ofPart = !ml.state.all && partX !== undefined;
        told.set(id, ofPart ? { x: partX, y: partY } : { x, y });
      }
      const guests = ml.guests();
      if (guests.length) {
        const others = ml.picture.nodes.filter(({ id }) => ml.inPicture(id) && !guests.includes(id));
        const [xs, ys] = [others.map(({ id }) => told.get(id).x), others.map(({ id }) => told.get(id).y)];
        const [middle, bottom] = [(Math.min(...xs) + Math.max(...xs)) / 2, Math.max(...ys)];
        guests.forEach((id, at) => {
          told.set(id, { x: Math.round(middle + (at - (guests.length - 1) / 2) * 170), y: bottom + 140 });
        });
      }
      return told;
    });
  }

  // Looks --------------------------------------------------------------------------------------

  // A loop's deals and a chosen deal show even when a filter hides them; a party's do not.
  function lights() {
    return ml.state.selection.type !== "party";
  }

  function edgeStyle(id, shown, lit) {
    const kind = ml.kindStyle(ml.deals.get(id).kind);
    const isLit = lit?.has(id) ?? false;
    const isShown = shown.has(id);
    const hidden = ml.state.ring ? !isLit : !(isShown || (isLit && lights()));
    if (hidden) return { id, hidden };
    const strength = ml.strength(id);
    const width = ml.widthFor(strength);
    // In the whole map the large deals carry the picture; thin ones stay in the background.
    const rest = Math.min(0.95, 0.22 + 0.95 * strength) * (isMany() ? 0.6 : 1);
    const alpha = !lit ? rest : isLit ? (isShown ? 1 : 0.35) : isMany() ? 0.025 : 0.07;
    const own = ml.colour(`--kind-${kind}`, Number(alpha.toFixed(3)));
    const drawn = Number((isLit && isShown ? Math.max(width, 2.2) : width).toFixed(2));
    return {
      id,
      hidden,
      width: drawn,
      dashes: ml.dashes(id),
      color: { color: own, hover: own, highlight: own, inherit: false },
      // The head of an arrow grows with its line, so wide lines get a smaller scale.
      arrows: { to: { enabled: true, scaleFactor: Number(Math.max(0.12, 0.5 - 0.06 * drawn).toFixed(3)) } },
    };
  }

  function nodeStyle(node, partiesShown, litParties) {
    const isLit = !litParties || litParties.has(node.id);
    const hidden = ml.state.ring ? !litParties.has(node.id) : !(partiesShown.has(node.id) || (litParties && isLit));
    if (hidden) return { id: node.id, hidden };
    const fill = ml.colour(node.outside ? "--stage" : "--node-fill", 1);
    const chosen = ml.state.selection?.type === "loop" ? "--loop" : "--accent";
    const border = ml.colour(litParties && isLit ? chosen : "--node-line", isLit ? 1 : 0.22);
    const both = { background: fill, border };
    return { id: node.id, hidden, size: ml.sizes().get(node.id), color: { ...both, hover: both, highlight: both } };
  }

  // Painting: what is new is added, and of the rest only what looks different is touched ----------

  const painted = { nodes: new Map(), edges: new Map() };

  function refresh(data, known, styles, first) {
    const [added, touched] = [[], []];
    for (const style of styles) {
      const look = JSON.stringify(style);
      if (known.get(style.id) === look) continue;
      if (!known.has(style.id)) {
        if (style.hidden) continue;
        added.push({ ...first(style.id), ...style });
      } else touched.push(style);
      known.set(style.id, look);
    }
    if (added.length) data.add(added);
    if (touched.length) data.update(touched);
  }

  function newNode(id) {
    const { shape, outside } = ml.nodeOf.get(id);
    return { shape, outside, ...places().get(id), shapeProperties: { borderDashes: outside ? [3, 3] : false } };
  }

  function newEdge(id) {
    const { from, to } = ml.edgeOf.get(id);
    return { from, to, ...curve(id) };
  }

  // On a full map only lit deals are curves, so that those there and back lie apart.
  function curve(id) {
    const { from, to } = ml.edgeOf.get(id);
    if (isMany() && from !== to && !ml.lit()?.has(id)) return { smooth: { enabled: false } };
    return ml.once("lanes", () => ml.lanes(places())).get(id);
  }

  let bent = [];

  function bendLit() {
    const before = bent;
    bent = isMany() ? [...(ml.lit() ?? [])].filter((id) => painted.edges.has(id)) : [];
    const touched = new Set([...before, ...bent]);
    if (touched.size) edges.update([...touched].map((id) => ({ id, ...curve(id) })));
  }

  /** The parties that some drawn deal touches. */
  function drawnParties() {
    return ml.once("drawn parties", () => {
      const names = new Set();
      for (const id of ml.shown()) names.add(ml.deals.get(id).payer).add(ml.deals.get(id).payee);
      return names;
    });
  }

  function paint() {
    const [shown, lit, litParties, parties] = [ml.shown(), ml.lit(), ml.litParties(), drawnParties()];
    refresh(nodes, painted.nodes, ml.picture.nodes.map((node) => nodeStyle(node, parties, litParties)), newNode);
    refresh(edges, painted.edges, widestFirst.map(({ id }) => edgeStyle(id, shown, lit)), newEdge);
  }

  /** Put parties and curves where the map that is on has them. */
  function arrange(names = [...painted.nodes.keys()]) {
    const moved = new Set(names);
    nodes.update(names.map((id) => ({ id, ...places().get(id) })));
    edges.update(
      [...painted.edges.keys()]
        .filter((id) => moved.has(ml.edgeOf.get(id).from) || moved.has(ml.edgeOf.get(id).to))
        .map((id) => ({ id, ...curve(id) })),
    );
  }

  /** The point at share t of an edge's curve; null while it is not laid out. */
  function pointOn(id, t) {
    const edge = network.body.edges[id];
    return edge?.connected && edge.edgeType?.getPoint ? edge.edgeType.getPoint(t) : null;
  }

  function visibleNodes() {
    return nodes.get({ filter: (node) => !node.hidden }).map((node) => node.id);
  }

  /** Show these parties, or all; unlike vis's own fit, with room for the names around them. */
  function fit(ids = visibleNodes(), closest = 1.3, moves = !ml.calm()) {
    if (ml.state.ring) ml.fitRing(moves);
    else fitPoints(ids.filter((id) => network.body.nodes[id]).map((id) => network.getPosition(id)), closest, moves);
  }

  function fitPoints(points, closest, moves) {
    if (!points.length) return;
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { clientWidth: width, clientHeight } = stage;
    // The caption over the map needs room while something is chosen.
    const caption = ml.state.selection ? 44 : 0;
    const height = clientHeight - caption;
    const scale = Math.min(
      closest,
      (width - (width < 500 ? 76 : 116)) / Math.max(1, right - left),
      (height - 96) / Math.max(1, bottom - top),
    );
    network.moveTo({
      // A name stands below its mark, so the lower edge needs more room than the upper one.
      position: { x: (left + right) / 2, y: (top + bottom) / 2 + (6 - caption / 2) / scale },
      scale: Math.max(0.02, scale),
      animation: moves ? { duration: 350, easingFunction: "easeInOutQuad" } : false,
    });
  }

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor });
  }

  /** Move the map by shares of the stage: (0.1, 0) shows what lies to the right. */
  function pan(right, down) {
    const { x, y } = network.getViewPosition();
    const step = stage.clientWidth / network.getScale();
    network.moveTo({ position: { x: x + right * step, y: y + down * step } });
  }

  network.on("click", ({ nodes: [party], edges: [deal] }) => {
    network.unselectAll();
    if (party !== undefined) ml.select("party", party);
    else if (deal !== undefined) ml.select("deal", deal);
    else ml.select(null);
  });

  // Not through the network's own options: it would go through every edge for them.
  function spareLines() {
    Object.assign(network.renderer.options, { hideEdgesOnDrag: isMany(), hideEdgesOnZoom: isMany() });
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
      }
    }
  }

  ml.listen((what) => atOnce(() => {
    paint();
    if (what === "scope") {
      arrange();
      spareLines();
      fit();
    }
    if (what !== "selection") return;
    bendLit();
    if (ml.guests().length) arrange(ml.guests());
    const loop = ml.selectedLoop();
    if (loop && !ml.state.ring) fit(loop.parties, 1.15);
    else if (ml.guests().length) fit();
  }));

  ml.byId("fit-button").addEventListener("click", () => fit());
  ml.byId("zoom-in").addEventListener("click", () => zoom(1.3));
  ml.byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));

  paint();
  spareLines();
  Object.assign(ml, { network, nodes, edges, places, curve, arrange, atOnce, drawnParties, pointOn, fit, fitPoints, pan, zoom });
})();
