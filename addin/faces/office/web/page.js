// The pane's common parts: elements, status, alert, one thing at a time, confirmation.
import { Refused } from "./service.js";
import { Moved, NotWritten } from "./edits.js";
import { say } from "./strings.js";

/**
 * The element of that id.
 * @returns {any}
 */
export const $ = (id) => document.getElementById(id);

/**
 * The elements that a selector finds.
 * @returns {any[]}
 */
export const all = (selector) => [...document.querySelectorAll(selector)];

/** An element with attributes and children; text is text, never markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") element.className = value;
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Tell how far it is; without a fraction the bar only shows that something runs. */
export function tell(text, fraction) {
  $("status").textContent = text;
  const bar = $("progress");
  if (fraction === undefined) bar.removeAttribute("value");
  else bar.value = fraction;
}

/** Tell what there is to say of the book's last sync, if anything. */
export function tellStatus(text) {
  $("sync-status").textContent = text ?? "";
}

let running = false;

/** Do one thing at a time, with its progress; whatever stops it is one sentence. */
export async function once(work) {
  if (running) {
    $("alert").textContent = say("busy");
    return undefined;
  }
  running = true;
  $("alert").textContent = "";
  $("progress").hidden = false;
  all("button.main").forEach((button) => button.setAttribute("aria-disabled", "true"));
  try {
    return await work();
  } catch (problem) {
    tell("");
    $("alert").textContent = sentence(problem);
    return undefined;
  } finally {
    running = false;
    $("progress").hidden = true;
    all("button.main").forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

function sentence(problem) {
  const isOurs = problem instanceof Refused || problem instanceof Moved || problem instanceof NotWritten;
  return isOurs || problem instanceof Said ? problem.message : say("excelRefused");
}

/** A sentence of the pane's own. */
export class Said extends Error {}

/** Ask before what cannot be taken back at once. */
export function confirmed(title, text) {
  const dialog = $("confirm");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  $("confirm-no").focus();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

/** Answer a button of the ribbon: the pane opens, and tells what happens. */
export function onRibbon(command, work) {
  Office.actions.associate(command, async (event) => {
    try {
      await Office.onReady();
      await Office.addin.showAsTaskpane();
      showTab("actions");
      await work();
    } finally {
      event.completed();
    }
  });
}

/** Show one tab; the others leave the tab order. */
export function showTab(name, focus = false) {
  for (const tab of all("[role=tab]")) {
    const isChosen = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !isChosen;
    if (isChosen && focus) tab.focus();
  }
}
