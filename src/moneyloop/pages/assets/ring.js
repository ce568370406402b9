// The ring view: the chosen loop alone, its parties on a circle.
(() => {
  const ml = window.moneyloop;
  const RADIUS = 230;
  // A hair off the axes: a line that runs exactly level is where canvases round badly.
  const START = -Math.PI / 2 + 0.06;
  let isRing = false;

  function enter(loop) {
    const angle = (index) => START + (2 * Math.PI * index) / loop.parties.length;
    ml.nodes.update(
      loop.parties.map((id, index) => ({
        id,
        x: Math.round(RADIUS * Math.cos(angle(index))),
        y: Math.round(RADIUS * Math.sin(angle(index))),
      })),
    );
    for (const leg of loop.legs) {
      const step = Math.min(0.11, 0.5 / leg.deals.length);
      ml.edges.update(
        leg.deals.map((id, lane) => ({
          id,
          smooth: { enabled: true, type: "curvedCW", roundness: 0.2 + step * lane },
        })),
      );
    }
    ml.fit(loop.parties, 1.25);
  }

  function leave() {
    ml.nodes.update(ml.picture.nodes.map(({ id, x, y }) => ({ id, x, y })));
    ml.edges.update(
      ml.picture.edges.filter((edge) => edge.smooth).map(({ id, smooth }) => ({ id, smooth })),
    );
  }

  function apply() {
    const loop = ml.state.ring ? ml.selectedLoop() : null;
    if (isRing) leave();
    if (loop) enter(loop);
    else if (isRing) ml.fit(ml.selectedLoop()?.parties, 1.15);
    isRing = Boolean(loop);
    ml.byId("stage-wrap").classList.toggle("is-ring", isRing);
  }

  function toggleRing() {
    if (!ml.selectedLoop()) return;
    ml.state.ring = !ml.state.ring;
    ml.changed("view");
  }

  ml.listen((what) => {
    if (what === "selection" || what === "view") apply();
  });
  ml.toggleRing = toggleRing;
})();
