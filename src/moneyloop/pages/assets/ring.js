// The ring view: the chosen loop alone, its parties on a circle.
(() => {
  const ml = window.moneyloop;
  const RADIUS = 230;
  // A hair off the axes: a line that runs exactly level is where canvases round badly.
  const START = -Math.PI / 2 + 0.03;
  let inRing = [];

  // How far a leg bows so that it lies about on the circle, by the number of parties.
  function roundness(count) {
    return count === 2 ? 0.55 : (0.62 * Math.tan(Math.PI / (2 * count))) / 2 / 0.39;
  }

  function enter(loop) {
    const angle = (index) => START + (2 * Math.PI * index) / loop.parties.length;
    ml.nodes.update(
      loop.parties.map((id, index) => ({
        id,
        x: Math.round(RADIUS * Math.cos(angle(index))),
        y: Math.round(RADIUS * Math.sin(angle(index))),
      })),
    );
    const base = roundness(loop.parties.length);
    for (const leg of loop.legs) {
      // The largest deal lies on the circle, its parallels side by side of it in turn.
      const ids = [...leg.deals].sort((a, b) => ml.fullWidth(b) - ml.fullWidth(a) || (a < b ? -1 : 1));
      const gap = Math.min(0.1, 0.55 / ids.length);
      ml.edges.update(
        ids.map((id, at) => {
          const lane = Math.ceil(at / 2) * (at % 2 ? 1 : -1);
          return { id, smooth: { enabled: true, type: "curvedCW", roundness: Math.max(0.06, base + gap * lane) } };
        }),
      );
    }
    inRing = loop.parties;
    fitRing();
  }

  /** The parties, every curve between them, and room outside for the legs' totals. */
  function fitRing(moves = !ml.calm()) {
    const curves = ml.selectedLoop().ids.flatMap((id) => [0.25, 0.5, 0.75].map((t) => ml.pointOn(id, t)));
    const points = [...inRing.map((id) => ml.network.getPosition(id)), ...curves.filter(Boolean)];
    const room = points.flatMap(({ x, y }) => [{ x: x - 95, y: y - 34 }, { x: x + 95, y: y + 34 }]);
    ml.fitPoints(room, 1.2, moves);
  }

  function leave() {
    ml.arrange(inRing);
    inRing = [];
  }

  function apply() {
    const loop = ml.state.ring ? ml.selectedLoop() : null;
    const was = inRing.length > 0;
    if (was) leave();
    if (loop) enter(loop);
    else if (was) ml.fit(ml.selectedLoop()?.parties, 1.15);
    ml.byId("stage-wrap").classList.toggle("is-ring", Boolean(loop));
  }

  function toggleRing() {
    if (!ml.selectedLoop()) return;
    ml.state.ring = !ml.state.ring;
    ml.changed("view");
  }

  ml.listen((what) => {
    if (["selection", "view", "scope"].includes(what) && (ml.state.ring || inRing.length)) ml.atOnce(apply);
  });
  Object.assign(ml, { toggleRing, fitRing });
})();
