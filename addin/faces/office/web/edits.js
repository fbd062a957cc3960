// The edits that come back, made in one batch: looked at again first, then written, or refused whole.
import { letters, stamp, used } from "./book.js";
import { asWritten, blocksOf } from "./cells.js";
import { askDepth, flatten } from "./outline.js";
import { askNotes, askPlaces, hasNotes, writeNotes } from "./notes.js";
import { showResult } from "./results.js";
import { told } from "./registry.js";
import { say } from "./strings.js";

/** The book changed between the look and the writing: nothing was written. */
export class Moved extends Error {}

/** The book may not be written as it stands: nothing was written. */
export class NotWritten extends Error {}

/**
 * Make the service's edits.
 * @param {Excel.RequestContext} context
 * @param seen what readBook saw of each sheet.
 * @throws Moved, NotWritten; nothing is written then.
 */
export async function applyEdits(context, edits, seen) {
  const { now, identity, notes } = await lookAgain(context, edits, seen);
  const { worksheets } = context.workbook;
  await flatten(context, edits.results, now);
  context.application?.suspendScreenUpdatingUntilNextSync?.();
  const moves = new Map();
  for (const [name, cells] of byCells(edits.cells)) put(worksheets.getItem(name), cells, now.get(name), edits.date_format);
  for (const { sheet, column } of edits.hidden_columns) {
    worksheets.getItem(sheet).getRangeByIndexes(0, column - 1, 1, 1).columnHidden = true;
  }
  for (const added of edits.added) addRows(worksheets.getItem(added.sheet), added, now.get(added.sheet), moves, edits.date_format);
  for (const { sheet, rows } of edits.removed) {
    for (const row of [...rows].sort((a, b) => b - a)) {
      const at = placed(moves, sheet, row);
      worksheets.getItem(sheet).getRange(`${at}:${at}`).delete("Up");
      note(moves, sheet, row + 1, -1);
    }
  }
  for (const result of edits.results) showResult(context, result, now.get(result.sheet), linkTo(moves));
  if (edits.marks !== null) mark(worksheets, edits.marks, now, moves);
  if (notes) writeNotes(worksheets, edits.marks, notes, (sheet, row) => placed(moves, sheet, row));
  if (edits.identity) writeIdentity(context.workbook, edits.identity, identity);
  await context.sync();
}

/**
 * One look at all that will be touched: is it as it was, and may it be written?
 * @param {Excel.RequestContext} context
 */
async function lookAgain(context, edits, seen) {
  const { worksheets, names } = context.workbook;
  const tables = new Set([...edits.cells, ...edits.hidden_columns, ...edits.added, ...edits.removed].map((one) => one.sheet));
  const marks = (edits.marks === null ? [] : [...seen.keys()]).map((name) => {
    const rules = worksheets.getItem(name).getRange().conditionalFormats;
    rules.load("items/type");
    return { name, rules };
  });
  const remarks = edits.marks !== null && hasNotes() ? askNotes(worksheets, [...seen.keys()]) : null;
  await context.sync();
  const notes = remarks && askPlaces(remarks);
  /** @type {Map<string, any>} */
  const now = new Map();
  for (const name of new Set([...seen.keys(), ...edits.results.map((one) => one.sheet)])) {
    const sheet = worksheets.getItemOrNullObject(name);
    sheet.load("name");
    if (seen.has(name)) {
      sheet.protection.load("protected");
      sheet.charts.load("items/name");
      sheet.tables.load("items/name");
    }
    const depth = seen.has(name) && edits.results.some((one) => one.sheet === name) ? askDepth(sheet) : null;
    now.set(name, { sheet, area: used(sheet, "formulas,numberFormat,rowIndex,columnIndex"), rules: [], depth });
  }
  for (const { name, rules } of marks) {
    now.get(name).rules = rules.items.filter((rule) => rule.type === "Custom");
    now.get(name).rules.forEach((rule) => rule.custom.rule.load("formula"));
  }
  const identity = names.getItemOrNullObject(told.identity);
  identity.load("name");
  await context.sync();
  const written = new Set(edits.results.map((one) => one.sheet));
  for (const [name, { sheet, area }] of now) {
    const isThere = !sheet.isNullObject;
    if (seen.has(name) !== isThere || (isThere && !written.has(name) && stamp(area) !== seen.get(name))) {
      throw new Moved(say("moved"));
    }
    const isWritten = tables.has(name) || written.has(name) || edits.marks?.some((one) => one.sheet === name);
    if (isThere && isWritten && sheet.protection.protected) throw new NotWritten(say("protected", { sheet: name }));
  }
  if (edits.added.length) await lookAtTables(context, edits.added, now);
  return { now, identity, notes };
}

async function lookAtTables(context, added, now) {
  for (const { sheet } of added) {
    const about = now.get(sheet);
    about.tables ??= about.sheet.tables.items.map((table) => ({ table, area: table.getRange() }));
    about.tables.forEach(({ area }) => area.load("rowIndex,rowCount,columnIndex,columnCount"));
  }
  await context.sync();
}

function byCells(cells) {
  const sheets = new Map();
  for (const { sheet, row, column, value } of cells) {
    if (!sheets.has(sheet)) sheets.set(sheet, []);
    sheets.get(sheet).push({ row, column, value });
  }
  return sheets;
}

/** The format that shows a value for what it is, in a cell that has none of its own. */
function formOf(value) {
  if (value === null || typeof value !== "object") return "";
  if ("date" in value) return "date";
  if ("time" in value) return "time";
  return value.as === "percent" ? "percent" : "";
}

/** @param {Excel.Worksheet} sheet */
function put(sheet, cells, about, dateFormat) {
  const formats = { ...told.formats, date: dateFormat };
  for (const { row, column, values } of blocksOf(cells)) {
    const area = sheet.getRangeByIndexes(row - 1, column - 1, values.length, values[0].length);
    area.values = values.map((line) => line.map(asWritten));
  }
  for (const form of ["date", "time", "percent"]) {
    const plain = cells.filter(({ row, column, value }) => formOf(value) === form && isGeneral(about, row, column));
    for (const { row, column, values } of blocksOf(plain)) {
      const area = sheet.getRangeByIndexes(row - 1, column - 1, values.length, values[0].length);
      area.numberFormat = values.map((line) => line.map(() => formats[form]));
    }
  }
}

function isGeneral(about, row, column) {
  if (!about || about.area.isNullObject) return true;
  const { numberFormat, rowIndex, columnIndex } = about.area;
  return ["General", undefined].includes(numberFormat[row - 1 - rowIndex]?.[column - 1 - columnIndex]);
}

/**
 * Rows after the last one of a table; what stands below moves down, and Excel's own table grows.
 * @param {Excel.Worksheet} sheet
 */
function addRows(sheet, { sheet: name, after, rows }, about, moves, dateFormat) {
  const at = placed(moves, name, after) + 1;
  const { formulas, rowIndex } = about.area.isNullObject ? { formulas: [], rowIndex: 0 } : about.area;
  const below = formulas.slice(Math.max(0, after - rowIndex));
  if (below.some((cells) => cells.some((cell) => cell !== ""))) {
    sheet.getRange(`${at}:${at + rows.length - 1}`).insert("Down");
    note(moves, name, after + 1, rows.length);
  }
  const cells = rows.flatMap((pairs, offset) =>
    pairs.map(([column, value]) => ({ row: at + offset, column, value })),
  );
  put(sheet, cells, null, dateFormat);
  for (const { table, area } of about.tables) {
    if (area.rowIndex + area.rowCount !== after) continue;
    const grown = area.rowCount + rows.length;
    table.resize(sheet.getRangeByIndexes(area.rowIndex, area.columnIndex, grown, area.columnCount));
  }
}

function note(moves, sheet, from, count) {
  if (!moves.has(sheet)) moves.set(sheet, []);
  moves.get(sheet).push({ from, count });
}

/** Where a row that was read stands now. */
function placed(moves, sheet, row) {
  return (moves.get(sheet) ?? []).reduce((at, { from, count }) => (row >= from ? at + count : at), row);
}

function linkTo(moves) {
  return ({ sheet, row, column }) =>
    `#'${sheet.replaceAll("'", "''")}'!${letters(column)}${placed(moves, sheet, row)}`;
}

/**
 * Colour the cells with a finding instead of all that we coloured before; the worst finding wins.
 * @param {Excel.WorksheetCollection} worksheets
 */
function mark(worksheets, marks, now, moves) {
  for (const { rules } of now.values()) {
    for (const rule of rules) if (rule.custom.rule.formula.replaceAll(" ", "") === told.sign) rule.delete();
  }
  const severities = Object.keys(told.marks);
  const worst = new Map();
  for (const { sheet, row, column, severity } of marks) {
    const key = JSON.stringify([sheet, placed(moves, sheet, row), column]);
    const held = worst.get(key);
    if (!held || severities.indexOf(severity) < severities.indexOf(held)) worst.set(key, severity);
  }
  for (const wanted of severities) {
    const cells = [...worst].filter(([, severity]) => severity === wanted);
    const placedCells = cells.map(([key]) => JSON.parse(key)).map(([sheet, row, column]) => ({ sheet, row, column }));
    for (const [name, own] of byCells(placedCells)) {
      for (const { row, column, values } of blocksOf(own)) {
        const area = worksheets.getItem(name).getRangeByIndexes(row - 1, column - 1, values.length, values[0].length);
        const rule = area.conditionalFormats.add("Custom");
        rule.custom.rule.formula = told.sign;
        rule.custom.format.fill.color = told.marks[wanted];
      }
    }
  }
}

/** @param {Excel.Workbook} workbook */
function writeIdentity(workbook, identity, held) {
  const text = `="${identity}"`;
  if (held.isNullObject) workbook.names.add(told.identity, text);
  else held.formula = text;
}
