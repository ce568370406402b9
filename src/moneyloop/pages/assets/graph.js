// The picture itself: vis-network draws, we decide what is shown, lit and dimmed.
(() => {
  const ml = window.moneyloop;
  const stage = ml.byId("stage");
  const embedded = document.body.classList.contains("page-report");
  const nodes = new vis.DataSet(
    // vis would write its own labels; overlay.js writes them so that they never overlap.
    ml.picture.nodes.map(({ label, ...node }) => ({ ...node, shapeProperties: { borderDashes: node.outside ? [3, 3] : false } })),
  );
  const edges = new vis.DataSet(ml.picture.edges);
  const options = JSON.parse(ml.picture.options);
  // Inside an article the wheel must scroll the article.
  if (embedded) options.interaction.zoomView = false;
  const network = new vis.Network(stage, { nodes, edges }, options);

  function edgeStyle(edge, shown, lit) {
    const kind = ml.kindStyle(ml.deals.get(edge.id).kind);
    const isLit = lit?.has(edge.id) ?? false;
    const hidden = ml.state.ring ? !isLit : !(shown.has(edge.id) || (isLit && lights(edge.id)));
    // In the whole map the large deals carry the picture; thin ones stay in the background.
    const rest = Math.min(0.95, 0.22 + 0.95 * edge.strength);
    const alpha = !lit ? rest : isLit ? 1 : 0.07;
    const style = {
      id: edge.id,
      hidden,
      width: isLit ? Math.max(edge.width, 2.2) : edge.width,
      color: { color: ml.colour(`--kind-${kind}`, alpha), inherit: false },
    };
    style.color.hover = style.color.highlight = style.color.color;
    return style;
  }

  // A loop's deals and a chosen deal show even when a filter hides them; a party's do not.
  function lights() {
    return ml.state.selection.type !== "party";
  }

  function nodeStyle(node, partiesShown, litParties) {
    const isLit = !litParties || litParties.has(node.id);
    const hidden = ml.state.ring ? !litParties.has(node.id) : !(partiesShown.has(node.id) || (litParties && isLit));
    const fill = ml.colour(node.outside ? "--stage" : "--node-fill", 1);
    const border = ml.colour(litParties && isLit ? "--accent" : "--node-line", isLit ? 1 : 0.22);
    const both = { background: fill, border };
    return { id: node.id, hidden, color: { ...both, hover: both, highlight: both } };
  }

  function paint() {
    const shown = ml.shown();
    const lit = ml.lit();
    const litParties = ml.litParties();
    const partiesShown = new Set();
    for (const id of shown) partiesShown.add(ml.deals.get(id).payer).add(ml.deals.get(id).payee);
    edges.update(ml.picture.edges.map((edge) => edgeStyle(edge, shown, lit)));
    nodes.update(ml.picture.nodes.map((node) => nodeStyle(node, partiesShown, litParties)));
    const both = [partiesShown.size, shown.size].map((count) => count.toLocaleString("en-US"));
    ml.byId("count-parties").textContent = both[0];
    ml.byId("count-deals").textContent = both[1];
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
    const points = ids.map((id) => network.getPosition(id));
    if (!points.length) return;
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { clientWidth: width, clientHeight: height } = stage;
    const scale = Math.min(
      closest,
      (width - (width < 500 ? 76 : 116)) / Math.max(1, right - left),
      (height - 124) / Math.max(1, bottom - top),
    );
    network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 },
      scale: Math.max(0.05, scale),
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

  ml.listen((what) => {
    if (what === "ring") return;
    paint();
    if (what !== "selection") return;
    const loop = ml.selectedLoop();
    if (loop && !ml.state.ring) fit(loop.parties, 1.15);
  });

  ml.byId("fit-button").addEventListener("click", () => fit());
  ml.byId("zoom-in").addEventListener("click", () => zoom(1.3));
  ml.byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));

  Object.assign(ml, { network, nodes, edges, pointOn, fit, pan, zoom, paint });
})();
