// The service: who asks, what is asked, and what it answers.

const ADDRESS = "address";
const SHORT_OF_LIMIT = 5 * 60_000; // Google stops a script after six minutes
const PAUSE = 3_000;

/** @param {string} text */
function checkedAddress(text) {
  const safe = /^https:\/\/[\w.-]+(:\d+)?(\/[\w./-]*)?$/i;
  const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\/?$/i;
  if (!safe.test(text) && !loopback.test(text)) throw new Refusal(say("badAddress"));
  return text.replace(/\/+$/, "");
}

/**
 * One question to the service.
 * @param {"get" | "post"} method
 * @param {string} path
 * @param {object | null} asked
 * @param {string[]} holds what its answer holds when it is the service's
 * @returns {any}
 */
function call(method, path, asked, holds) {
  const address = PropertiesService.getDocumentProperties().getProperty(ADDRESS);
  if (!address) throw new Refusal(say("noAddress"));
  const token = ScriptApp.getIdentityToken();
  if (!token) throw new Refusal(say("noToken"));
  let response;
  try {
    response = UrlFetchApp.fetch(checkedAddress(address) + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Accept-Language": language() },
      muteHttpExceptions: true,
      followRedirects: false,
      ...(asked ? { contentType: "application/json", payload: JSON.stringify(asked) } : {}),
    });
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
    console.error(problem);
    throw new Refusal(say("unreachable", address));
  }
  const status = response.getResponseCode();
  const answer = asObject(response.getContentText());
  const refused = answer.error ? answer.error[language()] : "";
  if (status >= 400 && typeof refused === "string" && refused) throw new Refusal(refused);
  if (status >= 300 || holds.some((name) => !(name in answer))) throw new Refusal(say("notTheService", address, status));
  return answer;
}

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function asObject(text) {
  try {
    const read = JSON.parse(text);
    return read !== null && typeof read === "object" ? read : {};
  } catch {
    return {};
  }
}

/** How the service calls this spreadsheet. */
function bookName() {
  return `google:${SpreadsheetApp.getActive().getId()}`;
}

/**
 * A whole round; a long one is looked at until it ends, with its progress in a toast.
 * @param {number} started when the script began
 */
function syncNow(started) {
  let job = call("post", "/v1/sync", { book: bookName() }, ["job", "state"]);
  while (job.state === "waiting" || job.state === "running") {
    if (Date.now() - started > SHORT_OF_LIMIT) return say("stillRunning");
    SpreadsheetApp.getActive().toast(say("step", job.step, job.steps_done, job.steps), say("sync"), PAUSE / 1000 + 2);
    Utilities.sleep(PAUSE);
    job = call("get", `/v1/jobs/${job.job}`, null, ["job", "state"]);
  }
  if (job.error) throw new Refusal(job.error[language()]);
  const { refused, from_sheet, to_sheet, conflicts } = job.answer;
  if (refused) throw new Refusal(refused);
  return withStatus(say("synced", from_sheet, to_sheet, conflicts.length), job.status);
}

/**
 * What was done, then what there is to say of the last sync, if anything.
 * @param {string} said
 * @param {string | null} status
 */
function withStatus(said, status) {
  return status ? `${said}\n${status}` : said;
}

/** The latest run that changed something through this spreadsheet. */
function latestRun() {
  const { runs } = call("get", "/v1/history", null, ["runs"]);
  return runs.find((/** @type {{book: string}} */ run) => run.book === bookName());
}

/**
 * @param {{run: string, time: string, who: string, cells: number}} run
 * @returns {string[]}
 */
function describeRun(run) {
  const { changes, left_off } = call("get", `/v1/history/${run.run}`, null, ["changes"]);
  const shown = changes.slice(0, SHOWN_CHANGES);
  const lines = shown.map((/** @type {Record<string, string>} */ one) =>
    say("change", one.table_label, one.record_label, one.column_label, one.before, one.after),
  );
  const rest = changes.length - shown.length + left_off;
  const book = SpreadsheetApp.getActive();
  const when = Utilities.formatDate(new Date(run.time), book.getSpreadsheetTimeZone(), "yyyy-MM-dd HH:mm");
  const who = run.who === bookName() ? book.getName() : run.who;
  return [say("run", when, who, run.cells), ...lines, ...(rest ? [say("more", rest)] : [])];
}
