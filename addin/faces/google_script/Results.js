// Result sheets as requests: cells, looks, links, frozen header, widths, offered words; then charts, outline, alarms.

const BLOCK = 500;

/**
 * The tab of a computed table: the one marked as ours, else by its title.
 * @param {Tab[]} tabs
 * @param {any} result
 */
function resultTab(tabs, result) {
  const { names } = RESULTS[result.table];
  const named = tabs.find((tab) => !tab.result && names.includes(fold(tab.title)));
  return tabs.find((tab) => tab.result === result.table) || named || null;
}

/**
 * Replace a whole result sheet.
 * @param {any} result
 * @param {Tab | null} tab
 * @param {number} newId of the tab when it has to be added
 * @param {(link: any) => string} where
 * @returns {any[]}
 */
function resultRequests(result, tab, newId, where) {
  const height = result.rows.length;
  const width = Math.max(result.widths.length, 1, ...result.rows.slice(0, 50).map((/** @type {any[]} */ row) => row.length));
  const [below, right] = chartRoom(result);
  const rowCount = Math.max(height + 1, result.header + 1, below, 2, tab ? tab.rowCount : 0);
  const columnCount = Math.max(width, result.frozen_columns + 1, right, tab ? tab.columnCount : 0);
  const id = tab ? tab.id : newId;
  const requests = [];
  if (!tab) requests.push({ addSheet: { properties: { sheetId: id, title: result.sheet, gridProperties: { rowCount, columnCount } } } });
  const grid = { rowCount, columnCount, frozenRowCount: result.header, frozenColumnCount: result.frozen_columns, hideGridlines: true };
  const fields = Object.keys(grid).map((name) => `gridProperties.${name}`).join(",");
  requests.push({ updateSheetProperties: { properties: { sheetId: id, gridProperties: grid }, fields } });
  if (tab) requests.push({ updateCells: { range: { sheetId: id }, fields: "userEnteredValue,userEnteredFormat" } });
  if (!tab || !tab.result) requests.push(signRequest(id, result.table));
  requests.push(...lookRequests(id, result));
  for (let start = 0; start < height; start += BLOCK) {
    const cells = result.rows.slice(start, start + BLOCK).map((/** @type {any[]} */ row) => row.map((cell) => resultCell(cell, where)));
    requests.push(update(id, start + 1, 1, cells, "userEnteredValue,userEnteredFormat.textFormat.link"));
  }
  requests.push(...sizeRequests(id, result), ...listRequests(id, result));
  return [...requests, ...alarmRequests(tab, result, id), ...outlineRequests(tab, result, id), ...chartRequests(tab, result, id)];
}

/**
 * Mark a tab as ours, so that it is found under any title.
 * @param {number} sheet
 * @param {string} key
 */
function signRequest(sheet, key) {
  const metadata = { metadataKey: RESULT_KEY, metadataValue: key, location: { sheetId: sheet }, visibility: "DOCUMENT" };
  return { createDeveloperMetadata: { developerMetadata: metadata } };
}

/**
 * @param {any} cell
 * @param {(link: any) => string} where
 */
function resultCell(cell, where) {
  const link = cell.link ? { userEnteredFormat: { textFormat: { link: { uri: where(cell.link) } } } } : {};
  return { ...valueJson(cell.value), ...link };
}

/**
 * The looks of the cells, each block of cells that look alike at once.
 * @param {number} sheet
 * @param {any} result
 */
function lookRequests(sheet, result) {
  /** @type {any[]} */
  const requests = [];
  /** @type {Map<string, {first: number, last: number, top: number, bottom: number, look: any}>} */
  let open = new Map();
  const close = (/** @type {typeof open} */ runs) => {
    for (const { first, last, top, bottom, look } of runs.values()) {
      const range = gridRange(sheet, top, first, bottom, last);
      requests.push({ repeatCell: { range, cell: { userEnteredFormat: look }, fields: "userEnteredFormat" } });
    }
  };
  result.rows.forEach((/** @type {any[]} */ row, /** @type {number} */ at) => {
    const looks = row.map((cell, column) => lookOf(cell, at + 1, column, result));
    const words = looks.map((look) => JSON.stringify(look));
    const going = new Map();
    for (let start = 0, end = 1; end <= words.length; end += 1) {
      if (end < words.length && words[end] === words[start]) continue;
      const key = `${start},${end},${words[start]}`;
      const run = open.get(key) || { first: start + 1, last: end, top: at + 1, bottom: at + 1, look: looks[start] };
      open.delete(key);
      going.set(key, { ...run, bottom: at + 1 });
      start = end;
    }
    close(open);
    open = going;
  });
  close(open);
  return requests;
}

/**
 * @param {any} cell
 * @param {number} number
 * @param {number} column
 * @param {any} result
 */
function lookOf(cell, number, column, result) {
  const isWide = column < result.widths.length && result.widths[column] >= 30 && number > result.header;
  const { value } = cell;
  const isNumber = value !== null && typeof value === "object";
  const dated = { type: "DATE", pattern: result.date_format };
  const isRight = result.right.some((/** @type {number[]} */ place) => place[0] === number && place[1] === column + 1);
  const form = isNumber ? ("date" in value ? dated : FORMS[value.as]) : undefined;
  return { ...LOOKS[cell.style], ...(isWide ? { wrapStrategy: "WRAP" } : {}), ...(isRight ? { horizontalAlignment: "RIGHT" } : {}), ...(form ? { numberFormat: form } : {}) };
}

/**
 * Column widths, those alike side by side at once, and a header high enough for its words.
 * @param {number} sheet
 * @param {any} result
 */
function sizeRequests(sheet, result) {
  const requests = [];
  const { widths } = result;
  for (let start = 0, end = 1; end <= widths.length; end += 1) {
    if (end < widths.length && widths[end] === widths[start]) continue;
    requests.push(sizeRequest(sheet, "COLUMNS", start + 1, end, Math.round(widths[start] * PIXELS) + 6));
    start = end;
  }
  if (result.header) {
    const folds = result.rows[result.header - 1]
      .slice(0, widths.length)
      .map((/** @type {any} */ cell, /** @type {number} */ at) => linesOf(textOf(cell.value), Math.max(4, Math.trunc(widths[at]) - 2)));
    requests.push(sizeRequest(sheet, "ROWS", result.header, result.header, Math.max(32, 18 * Math.max(1, ...folds) + 4)));
  }
  return requests;
}

/**
 * @param {number} sheet
 * @param {"ROWS" | "COLUMNS"} dimension
 * @param {number} first
 * @param {number} last
 * @param {number} pixelSize
 */
function sizeRequest(sheet, dimension, first, last, pixelSize) {
  return { updateDimensionProperties: { range: linesRange(sheet, dimension, first, last), properties: { pixelSize }, fields: "pixelSize" } };
}

/**
 * @param {any} value
 * @returns {string}
 */
function textOf(value) {
  return value !== null && typeof value === "object" ? value.number || value.date || value.time : String(value ?? "");
}

/**
 * How many lines a text takes.
 * @param {string} text
 * @param {number} width
 */
function linesOf(text, width) {
  let lines = 0;
  let left = 0;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (lines && word.length < left) left -= word.length + 1;
    else {
      lines += Math.ceil(word.length / width);
      left = width - (word.length % width || width);
    }
  }
  return lines;
}

/**
 * The words offered below the header; another one may be typed.
 * @param {number} sheet
 * @param {any} result
 */
function listRequests(sheet, result) {
  const last = Math.max(result.rows.length, result.header + 1);
  const lists = Object.entries(result.lists);
  /** @type {any[]} */
  const requests = lists.length ? [{ setDataValidation: { range: { sheetId: sheet } } }] : [];
  for (const [column, words] of lists) {
    const condition = { type: "ONE_OF_LIST", values: words.map((/** @type {string} */ word) => ({ userEnteredValue: word })) };
    const range = gridRange(sheet, result.header + 1, Number(column), last, Number(column));
    requests.push({ setDataValidation: { range, rule: { condition, strict: false, showCustomUi: true } } });
  }
  return requests;
}
