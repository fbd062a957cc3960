// Presses everything in the pane: node press.mjs GIVEN.json; what came out is printed as JSON.
import { readFileSync } from "node:fs";
import { faults, openPane } from "./pane.mjs";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const out = {};

/** Every action of the pane, pressed one after the other on the same workbook. */
async function pressAll(lang) {
  const workbook = given.workbooks[lang];
  const pane = await openPane(given, { workbook, lang: lang === "fr" ? "fr-CA" : "en-US", theme: "light", width: 420 });
  const { page } = pane;
  const said = { before: await pane.press("#press-check") };
  said.wrongKey = await pane.signIn("nonsense");
  said.signedIn = await pane.signIn(given.keys.accounts);
  said.keyField = await page.inputValue("#key");
  await pane.tab("actions");
  said.actions = await page.$$eval("#action-list form", (forms) => forms.map((form) => form.id));
  said.costsWithoutPeriod = await pane.press("#press-costs");
  said.focus = await page.evaluate(() => document.activeElement.id);
  await page.fill("#costs-period", "6");
  await pane.trips();
  said.pressed = {};
  for (const id of said.actions) {
    const key = id.replace("action-", "");
    const done = await pane.press(`#press-${key}`);
    said.pressed[key] = { ...done, trips: await pane.trips(), faults: await faults(page) };
    if (key === "check") {
      await pane.shot(`actions-${lang}-light`);
      await pane.tab("findings");
      await pane.shot(`findings-${lang}-light`);
      said.findings = await page.$$eval("#finding-list button.finding", (all) => all.map((one) => one.textContent));
      said.groups = await page.$$eval("#finding-list h3", (all) => all.map((one) => one.textContent));
      said.faults = await faults(page);
      await pane.press("#finding-list button.finding");
      said.selected = await page.evaluate(() => globalThis.__host.selected);
      await pane.trips();
      await pane.tab("actions");
    }
  }
  said.dump = await pane.dump();
  said.ribbon = {};
  for (const command of await page.evaluate(() => [...globalThis.__commands.keys()])) {
    if (command === "sync") continue;
    await page.evaluate((name) => (document.getElementById("status").textContent = `waiting for ${name}`), command);
    await page.evaluate(
      (name) => new Promise((completed) => globalThis.__commands.get(name)({ completed })),
      command,
    );
    said.ribbon[command] = { said: await pane.text("status"), alert: await pane.text("alert") };
  }
  said.again = await pane.dump();
  said.noted = pane.noted;
  said.html = await page.content();
  await pane.close();
  return said;
}

/** Rows moved, sheets protected, and other things that happen between the look and the writing. */
async function meddle() {
  const workbook = given.workbooks.en;
  const pane = await openPane(given, { workbook, lang: "en-US", scheme: "dark", width: 320, key: given.keys.office });
  const { page } = pane;
  const said = {};
  let meddling = 1;
  await page.route("**/v1/actions/*", async (route) => {
    const answer = await route.fetch();
    if (meddling > 0) await page.evaluate(() => globalThis.__host.sheets[1].cells.splice(6, 0, []));
    meddling -= 1;
    await route.fulfill({ response: answer });
  });
  said.movedOnce = await pane.press("#press-check");
  said.posts = pane.noted.posts.length;
  const results = async () => JSON.stringify((await pane.dump()).find((sheet) => sheet.name === "Day out of days"));
  const before = await results();
  meddling = 9;
  said.movedAlways = await pane.press("#press-schedule");
  meddling = 0;
  said.untouched = before === (await results());
  said.rulesBefore = (await pane.dump()).flatMap((sheet) => sheet.rules).length;
  await page.evaluate(() => (globalThis.__host.sheets.find((one) => one.name === "Crew").isProtected = true));
  said.protected = await pane.press("#press-check");
  await page.evaluate(() => (globalThis.__host.sheets.find((one) => one.name === "Crew").isProtected = false));
  await page.evaluate(() => {
    for (const sheet of globalThis.__host.sheets) {
      const header = sheet.cells.find((line) => line?.some((cell) => cell?.value === "_id"));
      if (sheet.name !== "Crew" || !header) continue;
      const [row, column] = [sheet.cells.indexOf(header) + 1, header.findIndex((cell) => cell?.value === "_id")];
      Object.assign(sheet.cells[row][column], { value: "", formula: "" });
      globalThis.__without = [row, column];
    }
  });
  said.withoutId = await pane.press("#press-check");
  said.newId = await page.evaluate(() => {
    const [row, column] = globalThis.__without;
    return globalThis.__host.sheets.find((one) => one.name === "Crew").cells[row][column].value;
  });
  said.rulesAfter = (await pane.dump()).flatMap((sheet) => sheet.rules).length;
  said.faults = {};
  for (const name of ["actions", "findings", "conflicts", "history", "account"]) {
    await pane.tab(name);
    said.faults[name] = await faults(page);
    await pane.shot(`${name}-en-dark-320`);
  }
  said.noted = pane.noted;
  await pane.close();
  return said;
}

/** Conflicts, a sync, history and its undoing; with the keyboard alone where a person would use it. */
async function shared() {
  const workbook = given.workbooks.fr;
  const pane = await openPane(given, { workbook, lang: "fr-FR", theme: "dark", width: 420, key: given.keys.accounts });
  const { page } = pane;
  const said = {};
  await page.focus("#tab-actions");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await pane.settled();
  said.keyboardTab = await page.evaluate(() => document.activeElement.id);
  said.conflicts = await page.$$eval("#conflict-list form", (forms) => forms.map((form) => form.textContent));
  said.faults = { conflicts: await faults(page) };
  await pane.shot("conflicts-fr-dark");
  await page.check("#conflict-list form input[value=value]");
  await page.fill("#conflict-list form input[id^=own]", "Valeur juste");
  said.settled = await pane.press("#conflict-list form button.main");
  said.left = await page.$$eval("#conflict-list form", (forms) => forms.length);
  await pane.tab("actions");
  await page.focus("#sync-book");
  await pane.settled();
  said.books = await page.$$eval("#sync-book option", (all) => all.map((one) => one.value));
  said.ownBook = await page.inputValue("#sync-book");
  await page.selectOption("#sync-book", "r.xlsx");
  await pane.settled();
  await page.waitForFunction(() => document.getElementById("sync-status").textContent);
  said.waits = await pane.text("sync-status");
  said.faults.waits = await faults(page);
  await pane.shot("waits-fr-dark");
  await page.selectOption("#sync-book", []);
  await pane.settled();
  said.unchosen = await pane.press("#sync button.main");
  await page.selectOption("#sync-book", "p.xlsx");
  said.synced = await pane.press("#sync button.main");
  await pane.shot("actions-fr-dark");
  await pane.tab("history");
  said.runs = await page.$$eval("#run-list article", (all) => all.map((one) => one.textContent));
  await page.click("#run-list article summary");
  await page.waitForSelector("#run-list article .change");
  await pane.settled();
  said.changes = await page.$$eval("#run-list article .change", (all) => all.map((one) => one.textContent));
  said.faults.history = await faults(page);
  await pane.shot("history-fr-dark");
  await page.click("#run-list article > button");
  await page.waitForSelector("dialog[open]");
  said.dialogFocus = await page.evaluate(() => document.activeElement.id);
  said.faults.dialog = await faults(page);
  await pane.shot("undo-fr-dark");
  await page.keyboard.press("Escape");
  said.leftAlone = await page.$$eval("#run-list article", (all) => all.length);
  await page.click("#run-list article > button");
  await page.click("#confirm-yes");
  await page.waitForFunction(() => document.querySelectorAll("#run-list article").length > 0);
  await pane.settled();
  await page.waitForFunction((old) => document.getElementById("status").textContent !== old, said.synced.said);
  said.undone = { said: await pane.text("status"), alert: await pane.text("alert") };
  said.noted = pane.noted;
  await pane.close();
  return said;
}

/** Custom functions, as Excel calls them: all of a recalculation at once. */
async function calls() {
  const workbook = given.workbooks.en;
  const pane = await openPane(given, { workbook, lang: "en-US", theme: "light", key: given.keys.accounts });
  const said = await pane.page.evaluate(async (wanted) => {
    const one = ([name, ...given_]) =>
      globalThis.__functions.get(name)(...given_).then((value) => ({ value }), ({ code, message }) => ({ error: code, message }));
    return { ids: [...globalThis.__functions.keys()], results: await Promise.all(wanted.map(one)) };
  }, given.calls);
  said.posts = [...pane.noted.posts];
  const recalculated = await pane.press("#recalculate");
  said.recalculated = { ...recalculated, count: await pane.page.evaluate(() => globalThis.__host.calculated) };
  await pane.page.fill("#costs-period", "6");
  await pane.press("#press-costs");
  said.pointed = await pane.page.evaluate(() => {
    const { rows } = globalThis.__dump().find((sheet) => sheet.name === "Cost report");
    const [row, column] = [rows.findIndex((line) => line[0] === "02.01"), 11];
    const invocation = { parameterAddresses: [`'Cost report'!L${row + 1}`] };
    return globalThis.__functions.get("WHY")(rows[row][column], null, null, invocation);
  });
  await pane.page.selectOption("#costs-level", "top");
  await pane.press("#press-costs");
  said.folded = await pane.page.evaluate(() => globalThis.__dump().find((sheet) => sheet.name === "Cost report").rows[0][0]);
  said.noted = pane.noted;
  await pane.close();
  return said;
}

out.en = await pressAll("en");
out.fr = await pressAll("fr");
out.meddled = await meddle();
out.shared = await shared();
out.calls = await calls();
process.stdout.write(JSON.stringify(out));
