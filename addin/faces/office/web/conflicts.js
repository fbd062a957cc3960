// Conflicts that wait for a choice: both values, who, when.
import { $, make, once, tell } from "./page.js";
import { request } from "./service.js";
import { say, when } from "./strings.js";

/** Ask the service and list them. */
export async function showConflicts() {
  const { conflicts } = await request("GET", "conflicts");
  const list = $("conflict-list");
  list.replaceChildren(...conflicts.map(card));
  if (!conflicts.length) list.append(make("p", {}, say("noConflicts")));
  $("tab-conflicts").textContent = conflicts.length ? `${say("conflicts")} (${conflicts.length})` : say("conflicts");
}

function card(one) {
  const column = one.column ? one.column_label : say("wholeRow");
  const form = make("form", { class: "card" });
  const about = make("dl", {});
  for (const [name, value] of [["book", one.book], ["record", one.record_label], ["before", one.base || say("blank")]]) {
    if (value) about.append(make("dt", {}, say(name)), make("dd", {}, value));
  }
  const own = make("input", { id: `own-${one.id}`, autocomplete: "off", hidden: true });
  own.setAttribute("aria-label", say("ownValue"));
  const fields = make("fieldset", {}, make("legend", {}, say("chooseOne")));
  fields.append(choice(one, "sheet", say("takeSheet"), one.sheet), choice(one, "store", say("takeStore"), one.store));
  if (one.column) fields.append(choice(one, "value", say("takeValue")), own);
  fields.addEventListener("change", () => {
    own.hidden = chosen(form) !== "value";
    own.required = !own.hidden;
  });
  form.append(
    make("h2", {}, say("conflictOf", { table: one.table_label, column })),
    make("p", { class: "where" }, say("by", { who: one.who, when: when(one.when) })),
    about,
    fields,
    make("button", { class: "main" }, say("keep")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(() => settle(one, chosen(form), own.value));
  });
  return form;
}

function choice({ id }, take, label, value) {
  const input = make("input", { type: "radio", name: `take-${id}`, value: take, required: true });
  const said = value === undefined ? label : say("pair", { name: label, value: value || say("blank") });
  return make("label", { class: "flag" }, input, make("span", {}, said));
}

function chosen(form) {
  return form.querySelector("input[type=radio]:checked")?.value;
}

async function settle({ id }, take, value) {
  const body = take === "value" ? { take, value } : { take };
  await request("POST", `conflicts/${encodeURIComponent(id)}`, body);
  await showConflicts();
  tell(say("kept"));
  $("conflicts-refresh").focus();
}
