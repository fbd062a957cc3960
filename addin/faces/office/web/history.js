// What changed in the office's store, run by run, and taking a run back.
import { $, confirmed, make, once, tell } from "./page.js";
import { request } from "./service.js";
import { say, when } from "./strings.js";

/** Ask the service and list the latest runs. */
export async function showHistory() {
  const { runs } = await request("GET", "history");
  const list = $("run-list");
  list.replaceChildren(...runs.map(card));
  if (!runs.length) list.append(make("p", {}, say("noHistory")));
}

function card(run) {
  const place = [run.book, say("cells", { count: run.cells })].filter(Boolean).join(" · ");
  const changes = make("details", {}, make("summary", {}, say("changes")));
  changes.addEventListener("toggle", () => {
    if (changes.open && changes.childElementCount === 1) once(() => showChanges(changes, run));
  });
  const undo = make("button", { type: "button" }, say("undoThis"));
  undo.addEventListener("click", async () => {
    const about = say("undoSure", { count: run.cells, who: run.who, when: when(run.time) });
    if (await confirmed(say("undoThis"), about)) await once(() => takeBack(run));
    else undo.focus();
  });
  return make(
    "article",
    { class: "card" },
    make("h2", {}, say("by", { who: run.who, when: when(run.time) })),
    make("p", { class: "where" }, place),
    changes,
    undo,
  );
}

async function showChanges(details, { run }) {
  const { changes, left_off: left } = await request("GET", `history/${encodeURIComponent(run)}`);
  const list = make("ul", { class: "plain" });
  for (const one of changes) {
    const place = make("span", { class: "where" }, `${one.table_label}, ${one.record_label}, ${one.column_label} `);
    const before = make("del", {}, one.before || say("blank"));
    const after = make("ins", {}, one.after || say("blank"));
    list.append(make("li", { class: "change" }, place, before, " → ", after));
  }
  if (left) list.append(make("li", {}, say("leftOff", { count: left })));
  details.append(list);
}

async function takeBack({ run }) {
  const done = await request("POST", "undo", { run });
  await showHistory();
  tell(say("undone", { cells: done.cells, kept: done.kept.length }));
  $("history-refresh").focus();
}
