// What an action found, by severity; a finding leads to its cell.
import { $, make, once, Said } from "./page.js";
import { told } from "./registry.js";
import { say } from "./strings.js";

const SHOWN = 100;

/** List an answer's findings. */
export function showFindings({ findings }) {
  const list = $("finding-list");
  list.replaceChildren();
  for (const severity of Object.keys(told.marks)) {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length) list.append(group(severity, found));
  }
  if (!findings.length) list.append(make("p", {}, say("allWell")));
  $("tab-findings").textContent = `${say("findings")} (${findings.length})`;
}

function group(severity, found) {
  const list = make("ul", { class: "plain" });
  const title = make("h3", { class: severity }, `${say(severity)} (${found.length})`);
  const section = make("div", {}, title, list);
  let shown = 0;
  const more = make("button", { type: "button" });
  const showMore = () => {
    list.append(...found.slice(shown, shown + SHOWN).map((one) => item(one)));
    shown = Math.min(found.length, shown + SHOWN);
    more.hidden = shown === found.length;
    more.textContent = say("more", { count: Math.min(SHOWN, found.length - shown) });
  };
  more.addEventListener("click", showMore);
  showMore();
  section.append(more);
  return section;
}

function item({ severity, message, at }) {
  if (!at) return make("li", { class: `finding ${severity}` }, message);
  const button = make("button", { type: "button", class: `finding ${severity}` }, message);
  button.title = say("goTo") + `${at.sheet}, ${at.row}`;
  button.addEventListener("click", () => once(() => select(at)));
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
