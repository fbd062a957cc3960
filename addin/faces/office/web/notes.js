// Findings as notes on their cells, where this Excel lets an add-in write notes; nobody's own note is touched.
import { told } from "./registry.js";

const OURS = new RegExp(told.own_note);

/** Whether this Excel has notes for add-ins. */
export function hasNotes() {
  return Boolean(Office.context.requirements?.isSetSupported("ExcelApi", "1.18"));
}

/**
 * Ask for the notes and comments of some sheets; they are known at the next sync.
 * @param {Excel.WorksheetCollection} worksheets
 */
export function askNotes(worksheets, sheets) {
  return sheets.map((name) => {
    const { notes, comments } = worksheets.getItem(name);
    notes.load("items/content");
    comments.load("items/id");
    return { name, notes, comments };
  });
}

/** Ask where they stand, known at the next sync: sheet's name -> what stands on which cell; only a note can be ours. */
export function askPlaces(looks) {
  const held = looks.map(({ name, notes, comments }) => {
    const own = notes.items.map((note) => ({ note, content: note.content, area: note.getLocation() }));
    const others = comments.items.map((one) => ({ note: null, content: "", area: one.getLocation() }));
    return [name, [...own, ...others]];
  });
  held.forEach(([, found]) => found.forEach(({ area }) => area.load("rowIndex,columnIndex")));
  return new Map(held);
}

/**
 * The gravest findings as notes instead of all that we wrote before; a cell with a note or a comment keeps it.
 * @param {Excel.WorksheetCollection} worksheets
 */
export function writeNotes(worksheets, marks, held, placed) {
  const wanted = new Map([...held.keys()].map((name) => [name, new Map()]));
  for (const { sheet, row, column, message } of marks) {
    const key = `${placed(sheet, row) - 1},${column - 1}`;
    const said = wanted.get(sheet).get(key);
    wanted.get(sheet).set(key, said ? `${said}\n${message}` : message);
  }
  let room = told.notes_shown;
  for (const [name, cells] of wanted) {
    const shown = new Map([...cells].slice(0, room));
    room -= shown.size;
    for (const { note, content, area } of held.get(name)) {
      const key = `${placed(name, area.rowIndex + 1) - 1},${area.columnIndex}`;
      const isOurs = note && OURS.test(content);
      if (isOurs && content !== shown.get(key)) note.delete();
      else shown.delete(key);
    }
    for (const [key, text] of shown) {
      const [row, column] = key.split(",").map(Number);
      worksheets.getItem(name).notes.add(worksheets.getItem(name).getRangeByIndexes(row, column, 1, 1), text);
    }
  }
}
