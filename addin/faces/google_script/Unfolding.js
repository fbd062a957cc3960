// The service's answer unfolded: each finding with its message and its cell, each line of Checks, each mark.
// The Office pane runs this file too, as a module.

const CHECKS = "checks";

/**
 * @param {any} answer
 * @returns {any} the same, its findings, results and marks said out in full; marks are null when they stay as they are
 */
function unfolded(answer) {
  const { sentences, rows, places } = answer.findings;
  const colon = answer.lang === "fr" ? " : " : ": ";
  const findings = rows.map((/** @type {any[]} */ row) => unfoldedFinding(row, sentences[row[0]], places, colon));
  const results = answer.edits.results.map((/** @type {any} */ one) =>
    one.table === CHECKS ? { ...one, rows: [...one.rows, ...findings.map(lineOfChecks)] } : one,
  );
  const marks = answer.edits.marks ? findings.flatMap((/** @type {any} */ one) => one.mark) : null;
  return { ...answer, findings, edits: { ...answer.edits, results, marks } };
}

/**
 * @param {any[]} row
 * @param {any} sentence
 * @param {Record<string, any>} places
 * @param {string} colon
 */
function unfoldedFinding([, row, record, cell, ...said], sentence, places, colon) {
  /** @type {Record<string, string>} */
  const words = {};
  sentence.parts.forEach((/** @type {string} */ name, /** @type {number} */ at) => (words[name] = said[at]));
  const place = sentence.place.replace("{row}", row);
  const text = sentence.text.replace(/\{(\w+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => words[name] ?? whole);
  const message = `${place}${colon}${text} [${sentence.code}]`;
  const { sheet, is_marked: isMarked, columns } = places[sentence.table] ?? { columns: {} };
  const column = columns[sentence.column];
  const isSomewhere = sheet !== undefined && row > 0;
  const at = isSomewhere ? { sheet, row, column: column ?? 1 } : null;
  const mark = isSomewhere && isMarked && column ? [{ sheet, row, column, severity: sentence.severity, message }] : [];
  return { ...sentence, row, record, cell, place, text, message, at, mark };
}

/** @param {any} finding */
function lineOfChecks({ label, style, place, cell, text, code, row, at }) {
  const body = (/** @type {string} */ value) => ({ value, style: "body" });
  const where = { value: place, style: row > 0 ? "link" : "body", ...(at ? { link: at } : {}) };
  return [{ value: label, style }, where, body(cell), body(text), body(code)];
}
