// The service's edits as one batch of requests: all are made, or none.

const ID_HEADER = "_id";
const HEADER_SEARCH = 60;

/**
 * Look again, and write when every row is where it was.
 * @param {string} id
 * @param {any} edits
 * @param {"en" | "fr"} lang
 * @param {Tab[]} seen
 */
function writeEdits(id, edits, lang, seen) {
  const now = readSpreadsheet(id);
  checkUnmoved(edits, seen, now);
  const requests = editRequests(edits, lang, now);
  if (!requests.length) return;
  try {
    sheetsService().batchUpdate({ requests }, id);
  } catch (problem) {
    console.error(problem);
    throw new Refusal(say("notWritten"));
  }
}

/**
 * Refuse when a row that the edits or marks mean is not where it was read, or a cell to write has changed.
 * @param {any} edits
 * @param {Tab[]} seen
 * @param {Tab[]} now
 */
function checkUnmoved(edits, seen, now) {
  const places = [...edits.cells, ...edits.added, ...edits.removed, ...(edits.marks || [])];
  for (const title of new Set(places.map((one) => one.sheet))) {
    const before = tabCalled(seen, title);
    const after = now.find((tab) => tab.id === before.id);
    const grown = edits.added.some((/** @type {any} */ one) => one.sheet === title);
    if (!after || after.title !== title || (grown && after.rows.length !== before.rows.length)) throw new Refusal(say("moved", title));
    if (anchors(before).some((anchor, at) => anchor !== anchors(after)[at])) throw new Refusal(say("moved", title));
  }
  for (const { sheet, row, column } of edits.cells) {
    const [before, after] = [seen, now].map((tabs) => (tabCalled(tabs, sheet).entered[row - 1] || [])[column - 1] || "");
    if (before !== after) throw new Refusal(say("moved", sheet));
  }
}

/**
 * What tells each row of a tab: its id, all that was entered where it has none.
 * @type {(tab: Tab) => string[]}
 */
const anchors = (() => {
  /** @type {WeakMap<Tab, string[]>} */
  const known = new WeakMap();
  return (tab) => {
    const held = known.get(tab);
    if (held) return held;
    const header = tab.rows.slice(0, HEADER_SEARCH).findIndex((row) => row.includes(ID_HEADER));
    const column = header < 0 ? -1 : tab.rows[header].indexOf(ID_HEADER);
    const found = tab.entered.slice(0, tab.rows.length).map((row, at) => (at > header && column >= 0 && row[column]) || trimmed(row));
    known.set(tab, found);
    return found;
  };
})();

/** @param {string[]} row */
function trimmed(row) {
  const cells = [...row];
  while (cells.length && !cells[cells.length - 1]) cells.pop();
  return JSON.stringify(cells);
}

/**
 * @param {Tab[]} tabs
 * @param {string} title
 */
function tabCalled(tabs, title) {
  const found = tabs.find((tab) => tab.title === title);
  if (!found) throw new Refusal(say("moved", title));
  return found;
}

/**
 * @param {any} edits
 * @param {"en" | "fr"} lang
 * @param {Tab[]} tabs
 * @returns {any[]}
 */
function editRequests(edits, lang, tabs) {
  const placed = placing(edits);
  /** @type {any[]} */
  const requests = [...idColumnRequests(edits, tabs), ...cellRequests(edits.cells, lang, tabs), ...rowRequests(edits, lang, tabs)];
  /** @type {(link: any) => string} */
  const where = ({ sheet, row, column }) => {
    const tab = tabCalled(tabs, sheet);
    return `#gid=${tab.id}&range=${letters(column)}${placed(sheet, row)}`;
  };
  const taken = new Set(tabs.map((tab) => tab.id));
  for (const result of edits.results) requests.push(...resultRequests(result, resultTab(tabs, result), freeId(taken), where));
  if (edits.marks) requests.push(...markRequests(edits.marks, tabs, placed));
  return requests;
}

/** @param {Set<number>} taken */
function freeId(taken) {
  let id = 0;
  while (!id || taken.has(id)) id = 1 + Math.floor(Math.random() * 2_000_000_000);
  taken.add(id);
  return id;
}

/**
 * Where a row that was read stands once rows were added and removed.
 * @param {any} edits
 * @returns {(sheet: string, row: number) => number}
 */
function placing(edits) {
  return (sheet, row) => {
    let at = row;
    for (const one of edits.added) if (one.sheet === sheet && one.after < row) at += one.rows.length;
    for (const one of edits.removed) if (one.sheet === sheet) at -= one.rows.filter((/** @type {number} */ gone) => gone < row).length;
    return at;
  };
}

/**
 * Room for the ids of people's own tables; every id column we write in is guarded.
 * @param {any} edits
 * @param {Tab[]} tabs
 */
function idColumnRequests(edits, tabs) {
  const requests = [];
  const widths = new Map();
  for (const { sheet, column } of edits.hidden_columns) {
    const tab = tabCalled(tabs, sheet);
    const width = widths.get(tab.id) || tab.columnCount;
    if (column > width) {
      requests.push({ appendDimension: { sheetId: tab.id, dimension: "COLUMNS", length: column - width } });
      widths.set(tab.id, column);
    }
    const range = linesRange(tab.id, "COLUMNS", column, column);
    requests.push({ updateDimensionProperties: { range, properties: { hiddenByUser: true }, fields: "hiddenByUser" } });
    const guarded = { sheetId: tab.id, startColumnIndex: column - 1, endColumnIndex: column };
    if (!tab.isGuarded) requests.push({ addProtectedRange: { protectedRange: { range: guarded, description: GUARD, warningOnly: true } } });
  }
  return requests;
}

/**
 * Cells that follow each other down a column as one request.
 * @param {any[]} cells
 * @param {"en" | "fr"} lang
 * @param {Tab[]} tabs
 */
function cellRequests(cells, lang, tabs) {
  /** @type {any[]} */
  const runs = [];
  const sorted = [...cells].sort((a, b) => (a.sheet < b.sheet ? -1 : a.sheet > b.sheet ? 1 : a.column - b.column || a.row - b.row));
  for (const { sheet, row, column, value } of sorted) {
    const tab = tabCalled(tabs, sheet);
    const cell = cellJson(value, lang, tab.kinds.get(`${row},${column}`) || "");
    const fields = cell.userEnteredFormat ? "userEnteredValue,userEnteredFormat.numberFormat" : "userEnteredValue";
    const last = runs[runs.length - 1];
    if (last && last.sheet === tab.id && last.column === column && last.row + last.rows.length === row && last.fields === fields) last.rows.push([cell]);
    else runs.push({ sheet: tab.id, row, column, rows: [[cell]], fields });
  }
  return runs.map((run) => update(run.sheet, run.row, run.column, run.rows, run.fields));
}

/**
 * Rows added and removed, from the bottom up, so that each number still means what it did.
 * @param {any} edits
 * @param {"en" | "fr"} lang
 * @param {Tab[]} tabs
 */
function rowRequests(edits, lang, tabs) {
  const changes = [
    ...edits.added.map((/** @type {any} */ one) => ({ ...one, at: one.after + 0.5 })),
    ...edits.removed.flatMap((/** @type {any} */ one) => one.rows.map((/** @type {number} */ row) => ({ sheet: one.sheet, at: row }))),
  ];
  const requests = [];
  for (const change of changes.sort((a, b) => b.at - a.at)) {
    const tab = tabCalled(tabs, change.sheet);
    if (!change.rows) {
      requests.push({ deleteDimension: { range: linesRange(tab.id, "ROWS", change.at, change.at) } });
      continue;
    }
    const { after, rows } = change;
    if (after >= tab.rowCount) requests.push({ appendDimension: { sheetId: tab.id, dimension: "ROWS", length: after + rows.length - tab.rowCount } });
    else requests.push({ insertDimension: { range: linesRange(tab.id, "ROWS", after + 1, after + rows.length), inheritFromBefore: after > tab.frozenRows } });
    rows.forEach((/** @type {any[]} */ pairs, /** @type {number} */ offset) => {
      for (const [column, value] of pairs) {
        const cell = cellJson(value, lang, after > tab.frozenRows ? tab.kinds.get(`${after},${column}`) || "" : "");
        requests.push(update(tab.id, after + 1 + offset, column, [[cell]], cell.userEnteredFormat ? "userEnteredValue,userEnteredFormat.numberFormat" : "userEnteredValue"));
      }
    });
  }
  return requests;
}

/**
 * One cell: text stays text whatever it begins with; a day is its number, and shown as a day.
 * @param {any} value
 * @param {"en" | "fr"} lang
 * @param {string} kind of number format that the cell has
 * @returns {any}
 */
function cellJson(value, lang, kind) {
  const shape = shapeOf(value);
  const fits = !shape || kind === shape || (shape === "DATE" && kind === "DATE_TIME");
  return { ...valueJson(value), ...(fits ? {} : { userEnteredFormat: { numberFormat: SHAPES[lang][shape] } }) };
}

/** @param {any} value */
function shapeOf(value) {
  if (value === null || typeof value !== "object") return "";
  if ("date" in value) return "DATE";
  if ("time" in value) return "TIME";
  return value.as === "percent" ? "PERCENT" : "";
}

/** @param {any} value */
function valueJson(value) {
  if (value === null || value === "") return {};
  if (typeof value === "boolean") return { userEnteredValue: { boolValue: value } };
  if (typeof value === "string") return { userEnteredValue: { stringValue: value } };
  if ("number" in value) {
    const digits = value.number.replace(/\D/g, "").replace(/^0+/, "");
    return { userEnteredValue: digits.length > 15 ? { stringValue: value.number } : { numberValue: Number(value.number) } };
  }
  if ("time" in value) return { userEnteredValue: { numberValue: dayPart(value.time) } };
  const [day, time] = value.date.split("T");
  const days = (Date.parse(`${day}T00:00:00Z`) - EPOCH) / 1000 / DAY;
  return { userEnteredValue: { numberValue: days + (time ? dayPart(time) : 0) } };
}

/** @param {string} text */
function dayPart(text) {
  const [hours, minutes, seconds = 0] = text.split(":").map(Number);
  return (hours * 3600 + minutes * 60 + seconds) / DAY;
}

/**
 * @param {number} sheet
 * @param {number} row
 * @param {number} column
 * @param {any[][]} rows
 * @param {string} fields
 */
function update(sheet, row, column, rows, fields) {
  const start = { sheetId: sheet, rowIndex: row - 1, columnIndex: column - 1 };
  return { updateCells: { start, rows: rows.map((values) => ({ values })), fields } };
}

/**
 * @param {number} sheet
 * @param {"ROWS" | "COLUMNS"} dimension
 * @param {number} first
 * @param {number} last
 */
function linesRange(sheet, dimension, first, last) {
  return { sheetId: sheet, dimension, startIndex: first - 1, endIndex: last };
}

/**
 * @param {number} sheet
 * @param {number} top
 * @param {number} left
 * @param {number} bottom
 * @param {number} right
 */
function gridRange(sheet, top, left, bottom, right) {
  return { sheetId: sheet, startRowIndex: top - 1, endRowIndex: bottom, startColumnIndex: left - 1, endColumnIndex: right };
}

/** @param {number} column */
function letters(column) {
  let said = "";
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) said = String.fromCharCode(65 + ((left - 1) % 26)) + said;
  return said;
}
