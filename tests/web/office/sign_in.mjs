// Presses Check with what Office says of the person, no key entered: node sign_in.mjs GIVEN.json
import { readFileSync } from "node:fs";
import { openPane } from "./pane.mjs";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const out = {};
for (const [name, key] of Object.entries(given.tokens)) {
  const pane = await openPane(given, { workbook: given.workbook, lang: "fr-CA", theme: "light", key });
  const pressed = await pane.press("#press-check");
  await pane.page.focus("#sync-book");
  await pane.settled();
  const books = await pane.page.$$eval("#sync-book option", (all) => all.map((one) => one.value));
  const asked = await pane.page.evaluate(() => globalThis.__host.asked);
  const kept = await pane.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  out[name] = { ...pressed, books, asked, kept, sheets: (await pane.dump()).map((sheet) => sheet.name) };
  await pane.close();
}
process.stdout.write(JSON.stringify(out));
