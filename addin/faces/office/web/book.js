// The workbook as the service is told of it: every sheet read once, in one look.
import { told } from "./registry.js";

/** Letters of a column counted from 1. */
export function letters(column) {
  let said = "";
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    said = String.fromCharCode(65 + ((left - 1) % 26)) + said;
  }
  return said;
}

/** A label for comparison, as Python's fold: no case, no accents, single spaces. */
export function fold(text) {
  const bare = text.normalize("NFKD").replaceAll("’", "'").replace(/\p{M}/gu, "");
  return bare.toLowerCase().split(/\s+/u).filter(Boolean).join(" ");
}

/**
 * Read all sheets.
 * @param {Excel.RequestContext} context
 * @returns what is posted, and what stood in each sheet, to tell later whether someone moved it.
 */
export async function readBook(context) {
  const { workbook } = context;
  const { worksheets } = workbook;
  worksheets.load("items/name");
  workbook.load("name");
  const identity = workbook.names.getItemOrNullObject(told.identity);
  identity.load("formula");
  await context.sync();
  const looks = worksheets.items
    .filter((sheet) => sheet.name.toLowerCase() !== told.settings_sheet)
    .map((sheet) => ({ name: sheet.name, area: used(sheet, "values,formulas,rowIndex,columnIndex") }));
  await context.sync();
  const sheets = looks.map(({ name, area }) => asPosted(name, area));
  const seen = new Map(looks.map(({ name, area }) => [name, stamp(area)]));
  const said = identity.isNullObject ? "" : String(identity.formula).replace(/^=?"?|"$/g, "");
  return { posted: { name: workbook.name, identity: said, sheets }, seen };
}

/**
 * A sheet's filled area, with what is asked of it.
 * @param {Excel.Worksheet} sheet
 */
export function used(sheet, properties) {
  const area = sheet.getUsedRangeOrNullObject(true);
  area.load(properties);
  return area;
}

/**
 * What a sheet holds, without the values that its formulas give: those may change by themselves.
 * @param {Excel.Range} area
 */
export function stamp(area) {
  return area.isNullObject ? "" : JSON.stringify([area.rowIndex, area.columnIndex, area.formulas]);
}

/** @param {Excel.Range} area */
function asPosted(name, area) {
  if (area.isNullObject) return { name, rows: [] };
  const { values, rowIndex, columnIndex } = area;
  const margin = Array(columnIndex).fill("");
  const rows = [...Array.from({ length: rowIndex }, () => []), ...values.map((cells) => [...margin, ...cells])];
  const formulas = [];
  const uncached = [];
  area.formulas.forEach((cells, row) =>
    cells.forEach((text, column) => {
      if (typeof text !== "string" || !text.startsWith("=") || text === values[row][column]) return;
      const place = [rowIndex + row + 1, columnIndex + column + 1];
      formulas.push(place);
      if (["#BUSY!", "#CALC!"].includes(values[row][column])) uncached.push(place);
    }),
  );
  return { name, rows, formulas, uncached };
}
