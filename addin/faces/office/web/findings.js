// What an action found, by severity; a finding leads to its cell.
import { fold } from "./book.js";
import { $, make, once, Said } from "./page.js";
import { told } from "./registry.js";
import { say } from "./strings.js";

const SHOWN = 100;

/** List an answer's findings. */
export function showFindings({ answer, posted }) {
  const list = $("finding-list");
  list.replaceChildren();
  const places = new Map((answer.edits.marks ?? []).map((mark) => [mark.message, mark]));
  for (const severity of Object.keys(told.marks)) {
    const found = answer.findings.filter((finding) => finding.severity === severity);
    if (found.length) list.append(group(severity, found, (one) => places.get(one.message) ?? placeOf(one, posted)));
  }
  if (!answer.findings.length) list.append(make("p", {}, say("allWell")));
  $("tab-findings").textContent = `${say("findings")} (${answer.findings.length})`;
}

function group(severity, found, place) {
  const list = make("ul", { class: "plain" });
  const title = make("h3", { class: severity }, `${say(severity)} (${found.length})`);
  const section = make("div", {}, title, list);
  let shown = 0;
  const more = make("button", { type: "button" });
  const showMore = () => {
    list.append(...found.slice(shown, shown + SHOWN).map((one) => item(one, severity, place(one))));
    shown = Math.min(found.length, shown + SHOWN);
    more.hidden = shown === found.length;
    more.textContent = say("more", { count: Math.min(SHOWN, found.length - shown) });
  };
  more.addEventListener("click", showMore);
  showMore();
  section.append(more);
  return section;
}

function item(finding, severity, place) {
  if (!place) return make("li", { class: `finding ${severity}` }, finding.message);
  const button = make("button", { type: "button", class: `finding ${severity}` }, finding.message);
  button.title = say("goTo") + `${place.sheet}, ${place.row}`;
  button.addEventListener("click", () => once(() => select(place)));
  return make("li", {}, button);
}

async function select({ sheet, row, column }) {
  await Excel.run(async (context) => {
    const found = context.workbook.worksheets.getItemOrNullObject(sheet);
    found.load("name");
    await context.sync();
    if (found.isNullObject) throw new Said(say("gone"));
    found.activate();
    found.getRangeByIndexes(row - 1, column - 1, 1, 1).select();
    await context.sync();
  });
}

/** Where a finding without a mark stands: its table's sheet, by name; its column, by the header above it. */
function placeOf({ table, row, column }, posted) {
  const known = told.tables[table];
  if (!known || !row) return null;
  const names = Object.values(known.label).map(fold);
  const sheet = posted.sheets.find((one) => names.includes(fold(one.name)));
  if (!sheet) return null;
  const labels = known.columns[column] ? Object.values(known.columns[column]).map(fold) : [];
  for (const cells of sheet.rows.slice(0, row - 1).reverse()) {
    const at = cells.findIndex((cell) => typeof cell === "string" && labels.includes(fold(cell)));
    if (at >= 0) return { sheet: sheet.name, row, column: at + 1 };
  }
  return { sheet: sheet.name, row, column: 1 };
}

/** Before anything was run. */
export function showNoFindings() {
  $("finding-list").replaceChildren(make("p", {}, say("noFindings")));
}

/** The sheets that were written, each a way to it. */
export function writtenSheets(answer) {
  return answer.edits.results.map(({ sheet }) => {
    const button = make("button", { type: "button" }, sheet);
    button.addEventListener("click", () => once(() => select({ sheet, row: 1, column: 1 })));
    return button;
  });
}
