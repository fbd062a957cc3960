// A result sheet: one write for its cells, one call for each rectangle of a look.
import { asWritten, blocksOf } from "./cells.js";
import { alarm, outline } from "./outline.js";
import { told } from "./registry.js";

const LONGEST_LINK = 255; // characters of a text inside a formula
const OURS = "Classeur ";
const POINTS_A_LETTER = 5.25;
const POINTS_OF_EDGE = 3.75;

/**
 * Replace a result sheet's cells; the sheet is added after the others when there is none.
 * @param {Excel.RequestContext} context
 */
export function showResult(context, result, about, linkTo) {
  const { worksheets } = context.workbook;
  const isNew = about.sheet.isNullObject;
  const sheet = isNew ? worksheets.add(result.sheet) : worksheets.getItem(result.sheet);
  if (!isNew) {
    about.sheet.charts.items.filter((chart) => chart.name.startsWith(OURS)).forEach((chart) => chart.delete());
    const all = sheet.getRange();
    all.clear();
    all.conditionalFormats.clearAll();
  }
  const width = Math.max(0, ...result.rows.map((cells) => cells.length));
  if (!width) return;
  const blank = { value: null, style: "body" };
  const rows = result.rows.map((cells) => [...cells, ...Array(width - cells.length).fill(blank)]);
  dressForms(sheet, rows, result.date_format);
  const area = sheet.getRangeByIndexes(0, 0, rows.length, width);
  area.values = rows.map((cells) => cells.map((cell) => valueOf(cell, linkTo)));
  dress(sheet, rows);
  result.right.forEach(([row, column]) => {
    sheet.getRangeByIndexes(row - 1, column - 1, 1, 1).format.horizontalAlignment = "Right";
  });
  result.widths.forEach((letters, column) => {
    sheet.getRangeByIndexes(0, column, 1, 1).format.columnWidth = letters * POINTS_A_LETTER + POINTS_OF_EDGE;
  });
  freeze(sheet, result);
  offerLists(sheet, result, rows.length);
  result.charts.forEach((chart, at) => draw(sheet, chart, at));
  alarm(sheet, result);
  outline(sheet, result);
}

function valueOf({ value, link }, linkTo) {
  const place = link ? linkTo(link) : "";
  if (!place || typeof value !== "string" || place.length > LONGEST_LINK || value.length > LONGEST_LINK) {
    return asWritten(value);
  }
  return `=HYPERLINK("${place.replaceAll('"', '""')}","${value.replaceAll('"', '""')}")`;
}

/** @param {Excel.Worksheet} sheet */
function dressForms(sheet, rows, dateFormat) {
  const formats = { ...told.formats, date: dateFormat };
  for (const form of ["money", "date", "time"]) {
    const cells = rows.flatMap((line, row) =>
      line.flatMap(({ value }, column) => (shows(value) === form ? [{ row, column, value: form }] : [])),
    );
    for (const { row, column, values } of blocksOf(cells)) {
      const area = sheet.getRangeByIndexes(row, column, values.length, values[0].length);
      area.numberFormat = values.map((line) => line.map(() => formats[form]));
    }
  }
}

function shows(value) {
  if (value === null || typeof value !== "object") return "";
  if ("date" in value) return "date";
  if ("time" in value) return "time";
  return value.as === "money" ? "money" : "";
}

/** @param {Excel.Worksheet} sheet */
function dress(sheet, rows) {
  for (const [style, look] of Object.entries(told.looks)) {
    const cells = rows.flatMap((line, row) =>
      line.flatMap((cell, column) => (cell.style === style ? [{ row, column, value: style }] : [])),
    );
    for (const { row, column, values } of blocksOf(cells)) {
      const { format } = sheet.getRangeByIndexes(row, column, values.length, values[0].length);
      if (look.fill) format.fill.color = look.fill;
      if (look.ink) format.font.color = look.ink;
      if (look.size) format.font.size = look.size;
      if (look.bold) format.font.bold = true;
    }
  }
}

/** @param {Excel.Worksheet} sheet */
function freeze(sheet, { header, frozen_columns: columns, rows }) {
  if (!header) return;
  const width = Math.max(...rows.map((cells) => cells.length));
  sheet.getRangeByIndexes(header - 1, 0, 1, width).format.wrapText = true;
  sheet.freezePanes.unfreeze();
  if (columns) sheet.freezePanes.freezeAt(sheet.getRangeByIndexes(0, 0, header, columns));
  else sheet.freezePanes.freezeRows(header);
}

/**
 * Words to offer below the header; others may be typed.
 * @param {Excel.Worksheet} sheet
 */
function offerLists(sheet, { lists, header }, last) {
  for (const [column, words] of Object.entries(lists)) {
    const source = words.join(",");
    if (!words.length || source.length > LONGEST_LINK || words.some((word) => word.includes(","))) continue;
    const area = sheet.getRangeByIndexes(header, Number(column) - 1, Math.max(1, last - header), 1);
    area.dataValidation.rule = { list: { inCellDropDown: true, source } };
    area.dataValidation.errorAlert = { showAlert: false, message: "", style: "Information", title: "" };
  }
}

/** @param {Excel.Worksheet} sheet */
function draw(sheet, { title, labels, series, at }, number) {
  const area = ([firstRow, firstColumn, lastRow, lastColumn]) =>
    sheet.getRangeByIndexes(firstRow - 1, firstColumn - 1, lastRow - firstRow + 1, lastColumn - firstColumn + 1);
  const chart = sheet.charts.add("ColumnClustered", area(series[0].range), "Columns");
  chart.name = `${OURS}${number + 1}`;
  chart.title.text = title;
  series.forEach(({ name, range }, index) => {
    const line = index ? chart.series.add(name) : chart.series.getItemAt(0);
    if (index) line.setValues(area(range));
    line.name = name;
    line.setXAxisValues(area(labels));
  });
  chart.setPosition(sheet.getRangeByIndexes(at[0] - 1, at[1] - 1, 1, 1), sheet.getRangeByIndexes(at[0] + 18, at[1] + 7, 1, 1));
}
