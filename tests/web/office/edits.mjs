// Edits made by the pane's own modules on the stub: node edits.mjs PAGES GIVEN.json
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

const [, , pages, path] = process.argv;
const { workbook, edits, meddle, found, api } = JSON.parse(readFileSync(path, "utf8"));
globalThis.__STUB__ = { workbook, lang: "en-US", api };
runInThisContext(readFileSync(new URL("office_stub.js", import.meta.url), "utf8"));
const { readBook } = await import(join(pages, "book.js"));
const { applyEdits } = await import(join(pages, "edits.js"));
const { unfolded } = await import(join(pages, "unfolding.js"));
const findings = found ?? { sentences: [], rows: [], places: {} };

let refused = "";
const { posted, seen } = await Excel.run((context) => readBook(context));
if (meddle) runInThisContext(meddle);
try {
  if (edits) await Excel.run((context) => applyEdits(context, unfolded({ findings, edits, lang: "en" }).edits, seen));
} catch (problem) {
  refused = problem.message;
}
const { names, sheets, trips } = globalThis.__host;
const forms = Object.fromEntries(sheets.map(({ name, cells }) => [name, cells.map((line) => Array.from(line, (cell) => cell?.form ?? ""))]));
process.stdout.write(JSON.stringify({ posted, refused, dump: globalThis.__dump(), names, tables: sheets.map((one) => one.tables), trips, forms }));
