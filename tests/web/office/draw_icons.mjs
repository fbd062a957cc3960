// Draws the PNG icons that the manifest names from their SVG: node tests/web/office/draw_icons.mjs
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS, chromium } from "./browser.mjs";

const ICONS = new URL("../../../addin/faces/office/web/icons/", import.meta.url).pathname;
const SIZES = [16, 32, 64, 80];

const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "icons-")), {
  executablePath: CHROMIUM,
  args: FLAGS,
});
const page = await context.newPage();
for (const name of readdirSync(ICONS).filter((one) => one.endsWith(".svg"))) {
  for (const size of SIZES) {
    const svg = readFileSync(join(ICONS, name), "utf8").replace("<svg ", `<svg width="${size}" height="${size}" style="display:block" `);
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<body style="margin:0">${svg}</body>`);
    await page.screenshot({ path: join(ICONS, name.replace(".svg", `-${size}.png`)), omitBackground: true });
  }
}
await context.close();
