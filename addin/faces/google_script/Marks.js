// Findings shown in place: a conditional format and a note of ours; nothing of a person's is touched.

/**
 * These marks instead of all earlier ones of ours.
 * @param {any[]} marks
 * @param {Tab[]} tabs
 * @param {(sheet: string, row: number) => number} placed
 */
function markRequests(marks, tabs, placed) {
  return tabs
    .filter((tab) => !shownTable(tab))
    .flatMap((tab) => {
      const own = marks.filter((mark) => mark.sheet === tab.title).map((mark) => ({ ...mark, row: placed(tab.title, mark.row) }));
      const notes = new Map();
      for (const [place, note] of tab.notes) {
        const [row, column] = place.split(",").map(Number);
        notes.set(`${placed(tab.title, row)},${column}`, note);
      }
      return [...ruleRequests(tab, own), ...noteRequests(tab, own, notes)];
    });
}

/**
 * @param {Tab} tab
 * @param {any[]} marks
 */
function ruleRequests(tab, marks) {
  const severities = Object.keys(MARKS);
  /** @type {Map<string, string>} */
  const worst = new Map();
  for (const { row, column, severity } of marks) {
    const held = worst.get(`${row},${column}`);
    if (!held || severities.indexOf(severity) < severities.indexOf(held)) worst.set(`${row},${column}`, severity);
  }
  const wanted = severities
    .map((severity) => ({ severity, cells: [...worst].filter(([, said]) => said === severity).map(([place]) => place.split(",").map(Number)) }))
    .filter(({ cells }) => cells.length);
  return replaceRules(tab.id, tab.rules, wanted.map(({ severity, cells }) => ruleOf(tab.id, cells, severity)), (rule) => formulaOf(rule) === SIGN);
}

/**
 * @param {number} sheet
 * @param {number[][]} cells
 * @param {string} severity
 */
function ruleOf(sheet, cells, severity) {
  const condition = { type: "CUSTOM_FORMULA", values: [{ userEnteredValue: SIGN }] };
  const format = { backgroundColorStyle: { rgbColor: MARKS[severity] } };
  return { ranges: runsOf(cells).map(([column, first, last]) => gridRange(sheet, first, column, last, column)), booleanRule: { condition, format } };
}

/**
 * Cells that follow each other down a column as one run: column, first row, last row.
 * @param {number[][]} cells
 */
function runsOf(cells) {
  /** @type {number[][]} */
  const runs = [];
  for (const [row, column] of [...cells].sort((a, b) => a[1] - b[1] || a[0] - b[0])) {
    const last = runs[runs.length - 1];
    if (last && last[0] === column && last[2] === row - 1) last[2] = row;
    else runs.push([column, row, row]);
  }
  return runs;
}

/**
 * @param {Tab} tab
 * @param {any[]} marks
 * @param {Map<string, string>} present
 */
function noteRequests(tab, marks, present) {
  /** @type {Map<string, string>} */
  const wanted = new Map();
  for (const { row, column, message } of marks) {
    const place = `${row},${column}`;
    const said = wanted.get(place);
    wanted.set(place, said ? `${said}\n${message}` : NOTE + message);
  }
  /** @type {Map<string, string>} */
  const changed = new Map();
  for (const [place, note] of present) if (note.startsWith(NOTE) && !wanted.has(place)) changed.set(place, "");
  for (const [place, note] of wanted) {
    const held = present.get(place);
    if (held === undefined || (held.startsWith(NOTE) && held !== note)) changed.set(place, note);
  }
  return noteRuns(changed).map(({ row, column, rows }) => update(tab.id, row, column, rows, "note"));
}

/**
 * Notes that follow each other down a column as one run; "" takes a note away.
 * @param {Map<string, string>} notes by "row,column"
 */
function noteRuns(notes) {
  /** @type {{row: number, column: number, rows: any[][]}[]} */
  const runs = [];
  const places = [...notes].map(([place, note]) => ({ place: place.split(",").map(Number), cell: note ? { note } : {} }));
  for (const { place, cell } of places.sort((a, b) => a.place[1] - b.place[1] || a.place[0] - b.place[0])) {
    const [row, column] = place;
    const last = runs[runs.length - 1];
    if (last && last.column === column && last.row + last.rows.length === row) last.rows.push([cell]);
    else runs.push({ row, column, rows: [[cell]] });
  }
  return runs;
}
