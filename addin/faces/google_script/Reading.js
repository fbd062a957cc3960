// The spreadsheet, read whole in one call, and as the service is told of it.

/**
 * @typedef {object} Tab rows and columns are counted from 1; `rows` holds values from A1
 * @property {number} id
 * @property {string} title
 * @property {any[][]} rows
 * @property {string[][]} entered what was entered in each cell, a formula as its text
 * @property {number} rowCount
 * @property {number} columnCount
 * @property {number} frozenRows
 * @property {number[][]} formulas
 * @property {number[][]} uncached
 * @property {Map<string, string>} kinds of number format, by "row,column"
 * @property {Map<string, string>} notes
 * @property {any[]} rules
 * @property {Group[]} groups of rows, the outer ones first
 * @property {Group[]} folded those of them that are folded away
 * @property {any[]} charts
 * @property {boolean} isGuarded
 * @property {string} result the written table that it shows
 * @property {string} outline how deep our groups made its rows
 * @property {number} outlineId of the metadata that says so
 */

/** @typedef {number[]} Group first row, last row, depth */

const DAY = 86_400;
const EPOCH = Date.UTC(1899, 11, 30);

/** The advanced service, when the script has it. */
function sheetsService() {
  if (typeof Sheets === "undefined" || !Sheets.Spreadsheets) throw new Refusal(say("noSheets"));
  return Sheets.Spreadsheets;
}

/**
 * @param {string} id
 * @returns {Tab[]}
 */
function readSpreadsheet(id) {
  const service = sheetsService();
  let answer;
  try {
    answer = service.get(id, { fields: FIELDS });
  } catch (problem) {
    console.error(problem);
    throw new Refusal(say("notRead"));
  }
  const sheets = /** @type {any[]} */ (answer.sheets || []);
  return sheets.filter((sheet) => (sheet.properties.sheetType || "GRID") === "GRID").map(readTab);
}

/**
 * @param {any} said
 * @returns {Tab}
 */
function readTab(said) {
  const grid = said.properties.gridProperties || {};
  const told = (/** @type {string} */ key) => (said.developerMetadata || []).find((/** @type {any} */ one) => one.metadataKey === key) || {};
  const groups = (said.rowGroups || []).map((/** @type {any} */ { range, depth, collapsed }) => ({ group: [(range.startIndex || 0) + 1, range.endIndex, depth], collapsed }));
  const guards = (said.protectedRanges || []).filter((/** @type {any} */ one) => one.description === GUARD);
  /** @type {Tab} */
  const tab = {
    id: said.properties.sheetId || 0,
    title: said.properties.title || "",
    rows: [],
    entered: [],
    rowCount: grid.rowCount || 0,
    columnCount: grid.columnCount || 0,
    frozenRows: grid.frozenRowCount || 0,
    formulas: [],
    uncached: [],
    kinds: new Map(),
    notes: new Map(),
    rules: said.conditionalFormats || [],
    groups: groups.map((/** @type {any} */ one) => one.group).sort(outerFirst),
    folded: groups.filter((/** @type {any} */ one) => one.collapsed).map((/** @type {any} */ one) => one.group),
    charts: said.charts || [],
    isGuarded: guards.length > 0,
    result: told(RESULT_KEY).metadataValue || "",
    outline: told(OUTLINE_KEY).metadataValue || "",
    outlineId: told(OUTLINE_KEY).metadataId || 0,
  };
  const data = said.data && said.data[0] ? said.data[0].rowData || [] : [];
  data.forEach((/** @type {any} */ row, /** @type {number} */ at) => readRow(tab, at + 1, row.values || []));
  while (tab.rows.length && tab.rows[tab.rows.length - 1].length === 0) tab.rows.pop();
  return tab;
}

/**
 * @param {Tab} tab
 * @param {number} number
 * @param {any[]} cells
 */
function readRow(tab, number, cells) {
  /** @type {any[]} */
  const row = [];
  tab.entered.push(cells.map((cell) => (cell.userEnteredValue ? JSON.stringify(cell.userEnteredValue) : "")));
  cells.forEach((cell, at) => {
    const { userEnteredValue: entered, effectiveValue: shown, note } = cell;
    const place = [number, at + 1];
    const format = cell.effectiveFormat && cell.effectiveFormat.numberFormat;
    const kind = (format && format.type) || "";
    row.push(rawValue(shown, kind));
    const isFormula = entered ? "formulaValue" in entered : Boolean(shown);
    const isError = Boolean(shown && shown.errorValue);
    if (isFormula || isError) tab.formulas.push(place);
    if (isError || (isFormula && !shown)) tab.uncached.push(place);
    if (kind) tab.kinds.set(String(place), kind);
    if (note) tab.notes.set(String(place), note);
  });
  while (row.length && row[row.length - 1] === null) row.pop();
  tab.rows.push(row);
}

/**
 * @param {any} shown
 * @param {string} kind
 */
function rawValue(shown, kind) {
  if (!shown) return null;
  if ("numberValue" in shown) return moment(shown.numberValue, kind);
  if ("stringValue" in shown) return shown.stringValue;
  if ("boolValue" in shown) return shown.boolValue;
  return shown.errorValue ? `#${shown.errorValue.type || "ERROR"}` : null;
}

/**
 * A number, or the day, time of day or moment that its format shows it as.
 * @param {number} serial
 * @param {string} kind
 */
function moment(serial, kind) {
  if (!["DATE", "DATE_TIME", "TIME"].includes(kind)) return serial;
  const seconds = Math.round(serial * DAY);
  const when = new Date(EPOCH + seconds * 1000);
  if (Number.isNaN(when.getTime()) || when.getUTCFullYear() < 1 || when.getUTCFullYear() > 9999) return serial;
  const said = when.toISOString().slice(0, 19);
  const isMidnight = seconds % DAY === 0;
  if (kind !== "TIME") return { date: isMidnight ? said.slice(0, 10) : said };
  if (seconds >= 0 && seconds < DAY) return { time: said.slice(11) };
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * All tabs; of those that only show what we computed, the name alone.
 * @param {Tab[]} tabs
 */
function postedSheets(tabs) {
  return tabs
    .filter((tab) => tab.title !== SCRATCH)
    .map((tab) =>
      shownTable(tab) === "" ? { name: tab.title, rows: tab.rows, formulas: tab.formulas, uncached: tab.uncached } : { name: tab.title, rows: [] },
    );
}

/**
 * The computed table that a tab shows and that nobody reads back, or "".
 * @param {Tab} tab
 */
function shownTable(tab) {
  const key = tab.result || Object.keys(RESULTS).find((one) => RESULTS[one].names.includes(fold(tab.title))) || "";
  return key && !RESULTS[key].isRead ? key : "";
}

/** @param {string} text */
function fold(text) {
  const bare = text.normalize("NFKD").replaceAll("’", "'").replace(/\p{M}/gu, "");
  return bare.toLowerCase().split(/\s+/u).filter(Boolean).join(" ");
}
