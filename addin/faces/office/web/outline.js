// The rows of a result that fold, and the rules that turn its figures red.
import { told } from "./registry.js";

const DEPTH = "classeur_outline"; // a sheet's own property: how deep we made its rows fold

/** Whether this Excel lets an add-in group rows and keep a sheet's own property. */
function hasOutlines() {
  return Boolean(Office.context.requirements?.isSetSupported("ExcelApi", "1.12"));
}

/**
 * Ask how deep the rows of a sheet fold by our doing; known at the next sync, null where it cannot be.
 * @param {Excel.Worksheet} sheet
 */
export function askDepth(sheet) {
  if (!hasOutlines()) return null;
  const held = sheet.customProperties.getItemOrNullObject(DEPTH);
  held.load("value");
  return held;
}

/**
 * Take away the groups we made; rows that a person has ungrouped meanwhile are no reason to refuse a report.
 * @param {Excel.RequestContext} context
 */
export async function flatten(context, results, now) {
  const folded = results.map((result) => now.get(result.sheet)).filter(({ depth }) => depth && !depth.isNullObject);
  for (const { sheet, area, depth } of folded) {
    const last = area.isNullObject ? 1 : area.rowIndex + area.formulas.length;
    const rows = sheet.getRange(`1:${last}`);
    rows.rowHidden = false;
    for (let deep = Number(depth.value); deep > 0; deep -= 1) rows.ungroup("ByRows");
    try {
      await context.sync();
    } catch {
      // nothing is grouped any more
    }
  }
}

/**
 * Group the rows, the outer groups first, and fold away those that are to be.
 * @param {Excel.Worksheet} sheet
 */
export function outline(sheet, { outline: runs, folded }) {
  if (!hasOutlines()) return;
  for (const [first, last] of runs) sheet.getRange(`${first}:${last}`).group("ByRows");
  if (folded) sheet.showOutlineLevels(folded, 0);
  const deepest = Math.max(0, ...runs.map(([, , depth]) => depth));
  sheet.customProperties.add(DEPTH, String(deepest));
}

/**
 * Rules that turn a figure red when it no longer adds up.
 * @param {Excel.Worksheet} sheet
 */
export function alarm(sheet, { alarms }) {
  for (const { range: [top, left, bottom, right], formula } of alarms) {
    const area = sheet.getRangeByIndexes(top - 1, left - 1, bottom - top + 1, right - left + 1);
    const { custom } = area.conditionalFormats.add("Custom");
    custom.rule.formula = `=${formula}`;
    custom.format.fill.color = told.alarm.fill;
    custom.format.font.color = told.alarm.ink;
    custom.format.font.bold = true;
  }
}
