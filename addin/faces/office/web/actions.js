// One card an action, made from the registry; the ribbon's buttons run the same.
import { showFindings, writtenSheets } from "./findings.js";
import { $, make, once, onRibbon, Said, tell, tellStatus } from "./page.js";
import { press } from "./press.js";
import { told } from "./registry.js";
import { both, say } from "./strings.js";

const MADE = { number: numberField, flag: flagField, text: textField, choice: choiceField };

/** Fill the list of actions. */
export function showActions() {
  $("action-list").replaceChildren(...told.actions.map(card));
}

/** Answer the ribbon's buttons for the actions. */
export function answerRibbon() {
  for (const action of told.actions) onRibbon(action.command, () => run(action));
}

function card(action) {
  const form = make("form", { id: `action-${action.key}`, class: "card", noValidate: true });
  form.append(make("h2", {}, both(action.title)), make("p", { class: "help" }, both(action.help)));
  for (const option of action.options) form.append(...MADE[option.kind](action, option));
  const help = { class: "main", id: `press-${action.key}` };
  form.append(make("button", help, both(action.title)), make("div", { class: "written" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(action);
  });
  return form;
}

function fieldId(action, option) {
  return `${action.key}-${option.name}`;
}

function numberField(action, option) {
  const id = fieldId(action, option);
  const input = make("input", { id, type: "number", min: "0", max: "9999", step: "1", required: true });
  input.value = Office.context.document.settings.get(`classeur-${id}`) ?? "";
  return [make("label", { htmlFor: id }, both(option.label)), input];
}

/** A field that may stay blank: the Production sheet then says. */
function textField(action, option) {
  const id = fieldId(action, option);
  const input = make("input", { id, type: "text", maxLength: 40, title: both(option.help) });
  return [make("label", { htmlFor: id }, both(option.label)), input];
}

function choiceField(action, option) {
  const id = fieldId(action, option);
  const one = (value, label) => make("option", { value }, label);
  const all = option.choices.map((choice) => one(choice.key, both(choice.label)));
  const select = make("select", { id, title: both(option.help) }, one("", say("asProduction")), ...all);
  return [make("label", { htmlFor: id }, both(option.label)), select];
}

function flagField(action, option) {
  const input = make("input", { id: fieldId(action, option), type: "checkbox" });
  return [make("label", { class: "flag" }, input, make("span", {}, both(option.label)))];
}

/** What the person chose; a number that is missing is asked for. */
function chosen(action) {
  const options = {};
  for (const option of action.options) {
    const input = $(fieldId(action, option));
    if (option.kind === "flag") {
      options[option.name] = input.checked;
      continue;
    }
    if (option.kind !== "number") {
      if (input.value.trim()) options[option.name] = input.value.trim();
      continue;
    }
    if (!input.value || !input.checkValidity()) {
      input.focus();
      throw new Said(say(`${option.name}First`));
    }
    options[option.name] = Number(input.value);
    Office.context.document.settings.set(`classeur-${input.id}`, input.value);
  }
  return options;
}

function run(action) {
  return once(async () => {
    const options = chosen(action);
    const title = both(action.title);
    const answer = await press(action.key, options, (step, fraction) =>
      tell(say("pair", { name: title, value: `${step}…` }), fraction),
    );
    Office.context.document.settings.saveAsync();
    for (const flag of action.options.filter((one) => one.kind === "flag")) $(fieldId(action, flag)).checked = false;
    showFindings(answer);
    const written = $(`action-${action.key}`).querySelector(".written");
    written.replaceChildren(say("written"), ...writtenSheets(answer));
    tell(say("pair", { name: title, value: answer.said }));
    tellStatus(answer.status);
  });
}
