// A pane open in Chromium, its service the real one, its Excel the stub.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS, chromium } from "./browser.mjs";

const STUB = readFileSync(new URL("office_stub.js", import.meta.url), "utf8");
const OFFICE = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js";

/** Open the pane; everything that is neither the service nor Office's script is cut off, and noted. */
export async function openPane({ base, shots }, { workbook, lang, theme, scheme = "light", width = 400, key = "" }) {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "pane-")), {
    executablePath: CHROMIUM,
    args: FLAGS,
    viewport: { width, height: 760 },
    colorScheme: scheme,
    locale: lang,
  });
  const page = await context.newPage();
  const noted = { strangers: [], errors: [], posts: [] };
  page.on("pageerror", (problem) => noted.errors.push(String(problem)));
  page.on("console", (said) => ["error", "warning"].includes(said.type()) && noted.errors.push(said.text()));
  page.on("request", (asked) => asked.method() === "POST" && noted.posts.push(new URL(asked.url()).pathname));
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url === OFFICE) return route.fulfill({ body: STUB, contentType: "text/javascript" });
    if (url.startsWith(`${base}/`)) return route.continue();
    noted.strangers.push(url);
    return route.abort();
  });
  await page.addInitScript((given) => (globalThis.__STUB__ = given), { workbook, lang, theme, key });
  await page.goto(`${base}/office/taskpane.html`);
  await page.waitForSelector("body[data-ready]");
  const pane = {
    page,
    noted,
    close: () => context.close(),
    shot: (name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }),
    text: (id) => page.textContent(`#${id}`),
    dump: () => page.evaluate(() => globalThis.__dump()),
    trips: () => page.evaluate(() => globalThis.__host.trips.splice(0)),
    tab: async (name) => {
      await page.click(`#tab-${name}`);
      await pane.settled();
    },
    settled: () => page.waitForFunction(() => document.getElementById("progress").hidden, null, { timeout: 60_000 }),
    press: async (selector) => {
      await page.click(selector);
      await pane.settled();
      return { said: await pane.text("status"), alert: await pane.text("alert") };
    },
    signIn: async (given) => {
      await pane.tab("account");
      await page.fill("#key", given);
      return pane.press("#sign-in button.main");
    },
  };
  return pane;
}

/** What a person who cannot see, or cannot use a mouse, would stumble on. */
export function faults(page) {
  return page.evaluate(() => {
    const found = [];
    const isSeen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 0;
    const name = (element) =>
      element.getAttribute("aria-label") ||
      element.labels?.[0]?.textContent ||
      document.getElementById(element.getAttribute("aria-labelledby"))?.textContent ||
      element.textContent;
    for (const element of document.querySelectorAll("button, input, [role=tab], [role=tabpanel], dialog, summary")) {
      if (!name(element)?.trim()) found.push(`no name: ${element.outerHTML.slice(0, 80)}`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size < ids.length) found.push("an id twice");
    for (const attribute of ["aria-controls", "aria-labelledby", "aria-describedby", "for"]) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) {
        if (!document.getElementById(element.getAttribute(attribute))) found.push(`${attribute} of nothing`);
      }
    }
    for (const image of document.querySelectorAll("img:not([alt])")) found.push(`no alt: ${image.src}`);
    const inline = document.querySelector("[style]:not([style='']), style, script:not([src])");
    if (inline) found.push(`inline: ${inline.outerHTML.slice(0, 120)}`);
    if (document.querySelector("[tabindex]:not([tabindex='0'], [tabindex='-1'])")) found.push("a tab order of its own");
    if (document.documentElement.scrollWidth > innerWidth) found.push(`wider than ${innerWidth}`);
    const channel = (one) => (one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const colour = (text) => text.match(/[\d.]+/g).map(Number);
    const ground = (element) => {
      for (let one = element; one; one = one.parentElement) {
        const [r, g, b, a = 1] = colour(getComputedStyle(one).backgroundColor);
        if (a === 1) return [r, g, b];
      }
      return [255, 255, 255];
    };
    for (const element of document.querySelectorAll("body *")) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !isSeen(element)) continue;
      const [a, b] = [light(colour(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
      const contrast = (a + 0.05) / (b + 0.05);
      if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(1)}: ${element.textContent.slice(0, 40)}`);
      const size = element.getBoundingClientRect();
      if (element.matches("button") && size.height < 24) found.push(`small: ${element.textContent}`);
    }
    return found;
  });
}
