// Debian's Chromium, kept from talking to anyone.
import { createRequire } from "node:module";

export const { chromium } = createRequire(import.meta.url)("playwright-core");
export const CHROMIUM = process.env.CLASSEUR_CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
