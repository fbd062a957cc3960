// Values as Excel takes them, and cells as rectangles.
const DAY = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);

/** What Excel is given: the apostrophe keeps a text from being read as a number, a date or a formula. */
export function asWritten(value) {
  if (value === null || value === "") return "";
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return `'${value}`;
  if ("number" in value) return Number(value.number);
  if ("time" in value) return timeOf(value.time);
  const [day, time] = value.date.split("T");
  return (Date.parse(`${day}T00:00:00Z`) - EPOCH) / DAY + (time ? timeOf(time) : 0);
}

function timeOf(text) {
  const [hours, minutes, seconds = 0] = text.split(":").map(Number);
  return (hours * 3600 + minutes * 60 + seconds) / 86_400;
}

/** Cells as rectangles: runs down a column, joined to a neighbour that has the same rows. */
export function blocksOf(cells) {
  const sorted = [...cells].sort((a, b) => a.column - b.column || a.row - b.row);
  const runs = [];
  for (const { row, column, value } of sorted) {
    const last = runs.at(-1);
    if (last?.column === column && last.row + last.values.length === row) last.values.push(value);
    else runs.push({ row, column, values: [value] });
  }
  const open = new Map();
  const blocks = [];
  for (const { row, column, values } of runs) {
    const key = `${row}:${values.length}:`;
    let block = open.get(key + (column - 1));
    if (!block) {
      block = { row, column, values: values.map(() => []) };
      blocks.push(block);
    }
    values.forEach((value, at) => block.values[at].push(value));
    open.set(key + column, block);
  }
  return blocks;
}
