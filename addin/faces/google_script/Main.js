// The menu and what its items do. One click: one look at the spreadsheet, one question to the service, one batch.

const DOCUMENT_BUTTONS = /** @type {const} */ ({ sync: "classeurSync", undo: "classeurUndo", changed: "classeurWhatChanged" });
const SETTINGS_BUTTONS = /** @type {const} */ ({
  settings: "classeurSettings",
  watch: "classeurSyncOnChange",
  unwatch: "classeurStopSyncOnChange",
});
const SHOWN_CHANGES = 15;
const LATER = 60_000;
const FORGOTTEN = 10 * 60_000;

function onOpen() {
  const menu = SpreadsheetApp.getUi().createMenu("Classeur");
  for (const button of Object.values(BUTTONS)) menu.addItem(button.title[language()], button.macro);
  menu.addSeparator();
  for (const [key, macro] of Object.entries(DOCUMENT_BUTTONS)) menu.addItem(say(/** @type {keyof typeof DOCUMENT_BUTTONS} */ (key)), macro);
  menu.addSeparator();
  for (const [key, macro] of Object.entries(SETTINGS_BUTTONS)) menu.addItem(say(/** @type {keyof typeof SETTINGS_BUTTONS} */ (key)), macro);
  menu.addToUi();
}

/**
 * Do something for a person and tell what came out, in one toast; nothing for "".
 * @param {string} title
 * @param {() => string} work
 */
function telling(title, work) {
  let said;
  try {
    said = work();
  } catch (problem) {
    console.error(problem instanceof Error ? problem.stack : problem);
    said = problem instanceof Refusal ? problem.message : say("failed");
  }
  if (said) SpreadsheetApp.getActive().toast(said, title, 8);
}

/**
 * Do something that nobody else does in this spreadsheet meanwhile.
 * @param {() => string} work
 */
function alone(work) {
  const lock = LockService.getDocumentLock();
  if (!lock.tryLock(100)) throw new Refusal(say("running"));
  try {
    return work();
  } finally {
    lock.releaseLock();
  }
}

/** @param {string} key */
function runAction(key) {
  const button = BUTTONS[key];
  telling(button.title[language()], () => {
    const options = askOptions(button);
    return options ? alone(() => doAction(key, options)) : "";
  });
}

/**
 * @param {string} key
 * @param {Record<string, number>} options
 */
function doAction(key, options) {
  const id = SpreadsheetApp.getActive().getId();
  const seen = readSpreadsheet(id);
  const book = { name: SpreadsheetApp.getActive().getName().slice(0, 200), sheets: postedSheets(seen) };
  const path = `/v1/actions/${key}?book=${encodeURIComponent(bookName())}`;
  const answer = unfolded(call("post", path, { book, options }, ["edits", "said", "findings"]));
  writeEdits(id, answer.edits, answer.lang, seen);
  return withStatus(answer.said, answer.status);
}

/**
 * The numbers that an action wants to be told; null when the person changes their mind.
 * @param {Button} button
 */
function askOptions(button) {
  /** @type {Record<string, number>} */
  const options = {};
  for (const [name, question] of Object.entries(button.asks)) {
    const said = ask(button.title[language()], question[language()]);
    if (said === null) return null;
    if (!/^\d{1,9}$/.test(said)) throw new Refusal(say("whole"));
    options[name] = Number(said);
  }
  return options;
}

/**
 * @param {string} title
 * @param {string} question
 */
function ask(title, question) {
  const ui = SpreadsheetApp.getUi();
  const answer = ui.prompt(title, question, ui.ButtonSet.OK_CANCEL);
  return answer.getSelectedButton() === ui.Button.OK ? answer.getResponseText().trim() : null;
}

function classeurSync() {
  telling(say("sync"), () => alone(() => syncNow(Date.now())));
}

function classeurUndo() {
  telling(say("undo"), () => {
    const started = Date.now();
    const run = latestRun();
    if (!run) return say("nothingYet");
    const ui = SpreadsheetApp.getUi();
    const question = [...describeRun(run), "", say("askUndo")].join("\n");
    if (ui.alert(say("undo"), question, ui.ButtonSet.YES_NO) !== ui.Button.YES) return "";
    return alone(() => {
      const done = call("post", "/v1/undo", { run: run.run }, ["cells", "kept"]);
      syncNow(started);
      return say("undone", done.cells, done.kept.length);
    });
  });
}

function classeurWhatChanged() {
  telling(say("changed"), () => {
    const run = latestRun();
    if (!run) return say("nothingYet");
    const ui = SpreadsheetApp.getUi();
    ui.alert(say("changed"), describeRun(run).join("\n"), ui.ButtonSet.OK);
    return "";
  });
}

function classeurSettings() {
  telling(say("settings"), () => {
    const kept = PropertiesService.getDocumentProperties();
    const address = ask(say("settings"), `${say("askAddress")}\n${kept.getProperty(ADDRESS) || ""}`);
    if (address === null) return "";
    if (address) kept.setProperty(ADDRESS, checkedAddress(address));
    const word = ask(say("settings"), say("askLanguage"));
    if (word === null) return say("saved");
    if (!["", "en", "fr"].includes(word)) throw new Refusal(say("badLanguage"));
    kept.setProperty("language", word);
    return say("saved");
  });
}

function classeurSyncOnChange() {
  telling(say("watch"), () => {
    removeTriggers("classeurChanged");
    ScriptApp.newTrigger("classeurChanged").forSpreadsheet(SpreadsheetApp.getActive()).onChange().create();
    return say("watching");
  });
}

function classeurStopSyncOnChange() {
  telling(say("unwatch"), () => {
    removeTriggers("classeurChanged");
    removeTriggers("classeurSyncLater");
    PropertiesService.getDocumentProperties().deleteProperty("asked");
    return say("notWatching");
  });
}

/** Someone changed something: one sync in a minute for all changes until then. */
function classeurChanged() {
  const kept = PropertiesService.getDocumentProperties();
  const asked = Number(kept.getProperty("asked") || 0);
  if (Date.now() - asked < FORGOTTEN) return;
  kept.setProperty("asked", String(Date.now()));
  ScriptApp.newTrigger("classeurSyncLater").timeBased().after(LATER).create();
}

function classeurSyncLater() {
  removeTriggers("classeurSyncLater");
  PropertiesService.getDocumentProperties().deleteProperty("asked");
  telling(say("sync"), () => alone(() => syncNow(Date.now())));
}

/** @param {string} name */
function removeTriggers(name) {
  const ours = ScriptApp.getProjectTriggers().filter((trigger) => trigger.getHandlerFunction() === name);
  for (const trigger of ours) ScriptApp.deleteTrigger(trigger);
}
