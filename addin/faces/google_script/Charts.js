// The bar charts of result sheets as requests. A chart of ours is known by how its description for the blind begins.
// One that shows the right cells already is left where a person has moved it; those that people draw are never touched.

/**
 * How many rows and columns a grid needs for its charts.
 * @param {any} result
 */
function chartRoom(result) {
  /** @type {number[][]} */
  const corners = result.charts.map((/** @type {any} */ chart) => chart.at);
  return [0, 1].map((side) => Math.max(0, ...corners.map((at) => at[side] + CHART.covers[side])));
}

/**
 * The result's charts instead of our earlier ones; nothing when they stand already.
 * @param {Tab | null} tab
 * @param {any} result
 * @param {number} sheet
 * @returns {any[]}
 */
function chartRequests(tab, result, sheet) {
  const specs = result.charts.map((/** @type {any} */ chart) => chartSpec(sheet, chart));
  const ours = (tab ? tab.charts : []).filter(({ spec }) => String((spec && spec.altText) || "").startsWith(NOTE));
  const essences = (/** @type {any[]} */ some) => JSON.stringify(some.map(chartEssence));
  if (essences(ours.map(({ spec }) => spec)) === essences(specs)) return [];
  const gone = ours.map(({ chartId }) => ({ deleteEmbeddedObject: { objectId: chartId } }));
  const added = specs.map((/** @type {any} */ spec, /** @type {number} */ at) => {
    const [row, column] = result.charts[at].at;
    const anchorCell = { sheetId: sheet, rowIndex: row - 1, columnIndex: column - 1 };
    return { addChart: { chart: { spec, position: { overlayPosition: { anchorCell, ...CHART.size } } } } };
  });
  return [...gone, ...added];
}

/**
 * Upright bars side by side. Google takes the name of a series from the cell above its figures.
 * @param {number} sheet
 * @param {any} chart
 */
function chartSpec(sheet, { title, labels, series }) {
  const data = (/** @type {number[]} */ [top, left, bottom, right]) => ({
    sourceRange: { sources: [gridRange(sheet, top - 1, left, bottom, right)] },
  });
  return {
    title,
    altText: `${NOTE}${title}`,
    basicChart: {
      ...CHART.kind,
      domains: [{ domain: data(labels) }],
      series: series.map((/** @type {any} */ one, /** @type {number} */ at) => ({
        series: data(one.range),
        targetAxis: "LEFT_AXIS",
        colorStyle: { rgbColor: CHART.colours[at % CHART.colours.length] },
      })),
    },
  };
}

/**
 * What two charts of ours must have alike to show the same, wherever they stand.
 * @param {any} spec
 */
function chartEssence({ title = "", basicChart = {} }) {
  const { chartType = "", domains = [], series = [] } = /** @type {any} */ (basicChart);
  const data = [...domains.map((/** @type {any} */ one) => one.domain), ...series.map((/** @type {any} */ one) => one.series)];
  const sources = data.flatMap((one) => (one && one.sourceRange ? one.sourceRange.sources : []));
  return [title, chartType, sources.map((source) => `${source.sheetId || 0}:${edgesOf(source)}`)];
}
