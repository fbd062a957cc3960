// The outline of result sheets as requests: rows that fold together. Google keeps for each row how deep it is and not whose
// group that is. So a tab remembers in its metadata how deep our groups made its rows; what is left is people's.

/**
 * The result's groups of rows instead of our earlier ones; nothing when they stand already.
 * An outline too long to be remembered is left out.
 * @param {Tab | null} tab
 * @param {any} result
 * @param {number} sheet
 * @returns {any[]}
 */
function outlineRequests(tab, result, sheet) {
  const said = outlineText(depthsOf(result.outline));
  const isKept = said.length <= OUTLINE_LONGEST;
  /** @type {Group[]} */
  const wanted = isKept ? result.outline : [];
  const present = tab ? tab.groups : [];
  const ours = ourGroups(tab ? tab.outline : "", present);
  if (JSON.stringify(ours) === JSON.stringify(wanted)) return [];
  const rows = (/** @type {Group} */ [first, last]) => linesRange(sheet, "ROWS", first, last);
  const folded = tab ? tab.folded : [];
  const shown = ours.filter(([first, last, depth]) => depth === 1 && folded.some(([start, end]) => start <= last && first <= end));
  const seen = { properties: { hiddenByUser: false }, fields: "hiddenByUser" };
  const below = { sheetId: sheet, gridProperties: { rowGroupControlAfter: true } };
  const depths = depthsOf(present);
  const mine = depthsOf(ours);
  const around = (/** @type {Group} */ [first, last]) =>
    Math.min(...span(first, last).map((row) => (depths.get(row) || 0) - (mine.get(row) || 0)));
  return [
    ...[...ours].reverse().map((group) => ({ deleteDimensionGroup: { range: rows(group) } })),
    ...shown.map((group) => ({ updateDimensionProperties: { range: rows(group), ...seen } })),
    ...wanted.map((group) => ({ addDimensionGroup: { range: rows(group) } })),
    ...(wanted.length ? [{ updateSheetProperties: { properties: below, fields: "gridProperties.rowGroupControlAfter" } }] : []),
    ...wanted
      .filter(([, , depth]) => result.folded && depth >= result.folded)
      .map((group) => ({ dimensionGroup: { range: rows(group), depth: group[2] + around(group), collapsed: true }, fields: "collapsed" }))
      .map((updateDimensionGroup) => ({ updateDimensionGroup })),
    rememberRequest(tab, sheet, isKept ? said : ""),
  ];
}

/**
 * What the tab's metadata is to say of our groups.
 * @param {Tab | null} tab
 * @param {number} sheet
 * @param {string} metadataValue
 */
function rememberRequest(tab, sheet, metadataValue) {
  const value = { metadataKey: OUTLINE_KEY, metadataValue };
  if (tab && tab.outlineId) {
    const dataFilters = [{ developerMetadataLookup: { metadataId: tab.outlineId } }];
    return { updateDeveloperMetadata: { dataFilters, developerMetadata: value, fields: "metadataValue" } };
  }
  return { createDeveloperMetadata: { developerMetadata: { ...value, location: { sheetId: sheet }, visibility: "DOCUMENT" } } };
}

/**
 * The groups that we made, where they stand now; those that somebody has taken away do not.
 * @param {string} text
 * @param {Group[]} present
 * @returns {Group[]}
 */
function ourGroups(text, present) {
  const kept = levelsOf(text);
  const made = groupRuns(kept);
  if (made.length === present.length && made.every((group, at) => isMoved(group, present[at]))) return present;
  const now = depthsOf(present);
  return groupRuns(new Map([...kept].map(([row, depth]) => [row, Math.min(depth, now.get(row) || 0)])));
}

/**
 * Whether a group may be another whose rows have moved, or to which some came.
 * @param {Group} made
 * @param {Group} now
 */
function isMoved([first, last, depth], [start, end, deep]) {
  return depth === deep && (last - first === end - start || (first <= end && start <= last));
}

/**
 * @param {number} first
 * @param {number} last
 */
function span(first, last) {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/**
 * Row number -> how many groups it is in.
 * @param {Group[]} groups
 */
function depthsOf(groups) {
  /** @type {Map<number, number>} */
  const depths = new Map();
  for (const [first, last] of groups) for (const row of span(first, last)) depths.set(row, (depths.get(row) || 0) + 1);
  return depths;
}

/**
 * Each unbroken run of rows at least so deep.
 * @param {Map<number, number>} levels
 * @returns {Group[]}
 */
function groupRuns(levels) {
  /** @type {Group[]} */
  const runs = [];
  const rows = [...levels.keys()].sort((a, b) => a - b);
  const deepest = rows.reduce((most, row) => Math.max(most, levels.get(row) || 0), 0);
  for (let depth = 1; depth <= deepest; depth += 1) {
    /** @type {Group | null} */
    let run = null;
    for (const row of rows.filter((one) => (levels.get(one) || 0) >= depth)) {
      if (run && run[1] === row - 1) run[1] = row;
      else runs.push((run = [row, row, depth]));
    }
  }
  return runs;
}

/**
 * @param {Group} one
 * @param {Group} other
 */
function outerFirst(one, other) {
  return one[2] - other[2] || one[0] - other[0];
}

/**
 * How deep the rows are, from the first on, as 7a3b: seven rows of none, three of depth one.
 * @param {Map<number, number>} levels
 */
function outlineText(levels) {
  const last = [...levels.keys()].reduce((most, row) => Math.max(most, row), 0);
  const said = span(1, last).map((row) => String.fromCharCode(97 + (levels.get(row) || 0)));
  return said.join("").replace(/(.)\1*/g, (run) => `${run.length}${run[0]}`);
}

/**
 * Row number -> how deep it is, of those that are.
 * @param {string} text
 */
function levelsOf(text) {
  /** @type {Map<number, number>} */
  const levels = new Map();
  let row = 0;
  for (const [, count, letter] of text.matchAll(/(\d+)([a-z])/g)) {
    const depth = letter.charCodeAt(0) - 97;
    if (depth) for (const at of span(row + 1, row + Number(count))) levels.set(at, depth);
    row += Number(count);
  }
  return levels;
}
