// The pane: waits for Office, then every section does its own.
import { answerRibbon, showActions } from "./actions.js";
import { showConflicts } from "./conflicts.js";
import { showNoFindings } from "./findings.js";
import { showHistory } from "./history.js";
import { $, all, make, once, onRibbon, Said, showTab, tell } from "./page.js";
import { told } from "./registry.js";
import { hasKey, keepKey } from "./service.js";
import { asFormula, both, lang, say } from "./strings.js";
import { listBooks, sync, wireSync } from "./sync.js";

const KEY = /^classeur_\S+$/;
const SHOWN_ON_OPENING = { conflicts: showConflicts, history: showHistory };

function speak() {
  document.documentElement.lang = lang();
  for (const element of all("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of all("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
}

/** Office says whether it is dark; where it does not, the system does. */
function dress() {
  const theme = Office.context.officeTheme;
  if (theme?.isDarkTheme !== undefined) document.documentElement.dataset.theme = theme.isDarkTheme ? "dark" : "light";
}

function wireTabs() {
  const tabs = all("[role=tab]");
  const open = (tab, focus) => {
    const name = tab.getAttribute("aria-controls");
    showTab(name, focus);
    if (SHOWN_ON_OPENING[name]) once(SHOWN_ON_OPENING[name]);
  };
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => open(tab, false));
    tab.addEventListener("keydown", (event) => {
      const ends = { Home: tabs[0], End: tabs.at(-1) };
      const next = ends[event.key] ?? (steps[event.key] && tabs[(at + steps[event.key] + tabs.length) % tabs.length]);
      if (!next) return;
      event.preventDefault();
      open(next, true);
    });
  });
  $("conflicts-refresh").addEventListener("click", () => once(showConflicts));
  $("history-refresh").addEventListener("click", () => once(showHistory));
}

function wireAccount() {
  const tellKey = () => {
    $("signed").textContent = say(hasKey() ? "keyKept" : "noKey");
    $("forget-key").hidden = !hasKey();
  };
  $("sign-in").addEventListener("submit", (event) => {
    event.preventDefault();
    const key = $("key").value.trim();
    $("key").value = "";
    once(async () => {
      if (!KEY.test(key)) throw new Said(say("notKey"));
      keepKey(key);
      tellKey();
      await listBooks();
      tell(say("keyKept"));
    });
  });
  $("forget-key").addEventListener("click", () => {
    keepKey("");
    tellKey();
    $("key").focus();
  });
  tellKey();
}

function wireFunctions() {
  $("function-list").replaceChildren(
    ...told.functions.map((one) => make("li", {}, make("code", {}, asFormula(one.example)), both(one.title))),
  );
  $("recalculate").addEventListener("click", () =>
    once(async () => {
      await Excel.run(async (context) => {
        context.workbook.application.calculate("Full");
        await context.sync();
      });
      tell(say("recalculated"));
    }),
  );
}

answerRibbon();
onRibbon("sync", () => once(sync));
Office.onReady(({ host }) => {
  dress();
  speak();
  if (String(host) !== "Excel") {
    $("alert").textContent = say("notExcel");
    return;
  }
  showNoFindings();
  wireTabs();
  wireAccount();
  wireSync();
  showActions();
  wireFunctions();
  document.body.dataset.ready = "true";
});
