// Conditional formats of ours among a person's: marks of findings, alarms of result sheets.

/**
 * Our rules instead of our earlier ones, above those of people; nothing when they stand already.
 * @param {number} sheet
 * @param {any[]} present
 * @param {any[]} wanted
 * @param {(rule: any) => boolean} isOurs
 * @returns {any[]}
 */
function replaceRules(sheet, present, wanted, isOurs) {
  const ours = present.map((rule, at) => (isOurs(rule) ? at : -1)).filter((at) => at >= 0);
  const essences = (/** @type {any[]} */ rules) => JSON.stringify(rules.map(ruleEssence));
  if (essences(ours.map((at) => present[at])) === essences(wanted)) return [];
  const gone = ours.reverse().map((index) => ({ deleteConditionalFormatRule: { sheetId: sheet, index } }));
  return [...gone, ...wanted.map((rule, index) => ({ addConditionalFormatRule: { rule, index } }))];
}

/**
 * The formula of a rule that has one, however Google writes it in the spreadsheet's country; else "".
 * @param {any} rule
 */
function formulaOf(rule) {
  const { values = [] } = (rule.booleanRule && rule.booleanRule.condition) || {};
  const said = values.length === 1 ? String(values[0].userEnteredValue || "") : "";
  return said.replaceAll(" ", "").replaceAll(",", ";");
}

/**
 * What two rules of ours must have alike to show the same; Google adds and rounds the rest.
 * @param {any} rule
 */
function ruleEssence(rule) {
  const look = (rule.booleanRule && rule.booleanRule.format) || {};
  const shade = (look.backgroundColorStyle && look.backgroundColorStyle.rgbColor) || look.backgroundColor || {};
  const said = ["red", "green", "blue"].map((part) => Math.round(255 * (shade[part] || 0)));
  return [formulaOf(rule), said, (rule.ranges || []).map(edgesOf).sort()];
}

/** @param {any} range */
function edgesOf({ startRowIndex = 0, endRowIndex = 0, startColumnIndex = 0, endColumnIndex = 0 }) {
  return [startRowIndex, endRowIndex, startColumnIndex, endColumnIndex].join(",");
}

/**
 * The rules that turn a figure red when it no longer adds up.
 * A semicolon parts the arguments of a function in every country, a comma in some only.
 * @param {Tab | null} tab
 * @param {any} result
 * @param {number} sheet
 */
function alarmRequests(tab, result, sheet) {
  const wanted = result.alarms.map((/** @type {any} */ { range: [top, left, bottom, right], formula }) => {
    const value = { userEnteredValue: `=${ALARMED}(${formula.replaceAll(",", ";")})` };
    const condition = { type: "CUSTOM_FORMULA", values: [value] };
    return { ranges: [gridRange(sheet, top, left, bottom, right)], booleanRule: { condition, format: ALARM } };
  });
  return replaceRules(sheet, tab ? tab.rules : [], wanted, (rule) => formulaOf(rule).startsWith(`=${ALARMED}`));
}
