(async () => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  // Without this script every table stands open; with it, those behind charts are folded.
  const folded = document.querySelectorAll("details");
  folded.forEach(details => { details.open = false; });
  const config = read("config");
  const unpacked = async id => {
    const packed = Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  let figures, charts, heights;
  try {
    figures = JSON.parse(await unpacked("figures"));
    charts = Object.keys(figures);
    heights = Object.fromEntries(charts.map(id => [id, figures[id].layout.height]));
    const source = await unpacked("plotly");
    const script = document.createElement("script");
    script.textContent = source;
    document.head.appendChild(script);
    for (const id of charts) await Plotly.newPlot(`chart-${id}`, figures[id].data, figures[id].layout, config);
  } catch (error) {
    // A browser too old to draw still has every number.
    document.querySelectorAll(".chart").forEach(chart => chart.remove());
    folded.forEach(details => { details.open = true; });
    throw error;
  }
  // Paper is narrower than the screen that a chart would measure: sizes are given, and taken back.
  const resize = size => charts.forEach(id => {
    const chart = document.getElementById(`chart-${id}`);
    Plotly.relayout(chart, size(chart, heights[id]));
  });
  const unfolded = document.querySelectorAll("details:not(.behind)");
  let open = [];
  addEventListener("beforeprint", () => {
    resize((chart, height) => ({ width: chart.closest(".panels") ? 320 : 668, height: Math.max(0.8 * height, 150), autosize: false }));
    open = [...unfolded].map(details => details.open);
    unfolded.forEach(details => { details.open = true; });
  });
  addEventListener("afterprint", () => {
    resize((_, height) => ({ width: undefined, height, autosize: true }));
    unfolded.forEach((details, place) => { details.open = open[place]; });
  });
  // A link into a folded table opens it.
  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const around = target && target.closest("details");
    if (around) { around.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  unfold();
  document.documentElement.dataset.ready = "yes";
})();
