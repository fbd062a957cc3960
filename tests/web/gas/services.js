// Google's services as a script meets them: the spreadsheet stands on an emulator of the Sheets API, HTTP is real.
const { spawnSync } = require("child_process");
const path = require("path");

function request(url, method, headers, body) {
  const input = JSON.stringify({ url, method, headers, body });
  const done = spawnSync(process.execPath, [path.join(__dirname, "fetch.mjs")], { input, maxBuffer: 2 ** 28 });
  if (done.status !== 0) throw new Error(`Address unavailable: ${url}`);
  return JSON.parse(done.stdout.toString());
}

function urlFetchApp(seen) {
  const known = ["method", "headers", "muteHttpExceptions", "followRedirects", "contentType", "payload"];
  return {
    fetch(url, options) {
      const strange = Object.keys(options).filter((name) => !known.includes(name));
      if (strange.length) throw new Error(`Invalid argument: ${strange}`);
      const { method, headers, contentType, payload } = options;
      const sent = { ...headers, ...(contentType ? { "Content-Type": contentType } : {}) };
      seen.fetched.push({ url, method, payload: payload ? JSON.parse(payload) : null, headers: sent });
      if (seen.again) {
        const again = seen.again;
        seen.again = null;
        again();
      }
      const { status, text } = request(url, method.toUpperCase(), sent, payload);
      if (status >= 400 && !options.muteHttpExceptions) throw new Error(`Request failed for ${url} returned code ${status}`);
      return { getResponseCode: () => status, getContentText: () => text };
    },
  };
}

function sheets(given) {
  const call = (name, method, url, body) => {
    const headers = { Authorization: `Bearer ${given.token}`, "Content-Type": "application/json" };
    const { status, text } = request(`${given.sheets}/v4/spreadsheets/${url}`, method, headers, body && JSON.stringify(body));
    const answer = JSON.parse(text);
    if (status !== 200) throw new Error(`API call to sheets.spreadsheets.${name} failed with error: ${answer.error.message}`);
    return answer;
  };
  return {
    Spreadsheets: {
      get: (id, { fields }) => call("get", "GET", `${id}?fields=${encodeURIComponent(fields)}`),
      batchUpdate: (body, id) => call("batchUpdate", "POST", `${id}:batchUpdate`, body),
    },
  };
}

function properties(held) {
  return {
    getProperty: (name) => (name in held ? held[name] : null),
    setProperty: (name, value) => {
      held[name] = String(value);
    },
    deleteProperty: (name) => {
      delete held[name];
    },
  };
}

function ui(seen, answers) {
  const Button = { OK: "OK", CANCEL: "CANCEL", YES: "YES", NO: "NO", CLOSE: "CLOSE" };
  const answer = () => {
    if (!answers.length) throw new Error("nobody answers");
    return answers.shift();
  };
  return {
    Button,
    ButtonSet: { OK: "OK", OK_CANCEL: "OK_CANCEL", YES_NO: "YES_NO" },
    createMenu(title) {
      const menu = { title, items: [] };
      const built = {
        addItem: (label, name) => (menu.items.push([label, name]), built),
        addSeparator: () => built,
        addToUi: () => void seen.menus.push(menu),
      };
      return built;
    },
    prompt(title, question) {
      seen.asked.push([title, question]);
      const said = answer();
      return { getSelectedButton: () => (said === null ? Button.CANCEL : Button.OK), getResponseText: () => said || "" };
    },
    alert(title, question) {
      seen.asked.push([title, question]);
      return answer();
    },
  };
}

function scriptApp(seen, identity) {
  const made = (name, kind) => ({ create: () => void seen.triggers.push({ name, kind }) });
  return {
    getIdentityToken: () => identity,
    newTrigger: (name) => ({
      forSpreadsheet: () => ({ onChange: () => made(name, "change") }),
      timeBased: () => ({ after: (wait) => made(name, `after ${wait}`) }),
    }),
    getProjectTriggers: () => seen.triggers.map((one) => ({ one, getHandlerFunction: () => one.name })),
    deleteTrigger: ({ one }) => void seen.triggers.splice(seen.triggers.indexOf(one), 1),
  };
}

/** The services, and what a script was seen to do with them. */
function services(given) {
  const seen = { toasts: [], menus: [], asked: [], fetched: [], triggers: [], logged: [], slept: 0, properties: given.properties };
  let held = false;
  const book = {
    getId: () => given.spreadsheet,
    getName: () => "Film",
    getSpreadsheetTimeZone: () => "America/Toronto",
    toast: (said, title) => void seen.toasts.push([title, said]),
  };
  const lock = {
    tryLock: () => (held ? false : (held = true)),
    releaseLock: () => {
      held = false;
    },
  };
  const globals = {
    SpreadsheetApp: { getActive: () => book, getUi: () => seen.ui },
    Session: { getActiveUserLocale: () => given.locale },
    PropertiesService: { getDocumentProperties: () => properties(given.properties) },
    LockService: { getDocumentLock: () => lock },
    Utilities: {
      formatDate: (date, timeZone, form) => {
        if (form !== "yyyy-MM-dd HH:mm") throw new Error(`this stand-in does not know ${form}`);
        return date.toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
      },
      sleep: (wait) => {
        seen.slept += wait;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(wait, 300));
      },
    },
    ScriptApp: scriptApp(seen, given.identity),
    UrlFetchApp: urlFetchApp(seen),
    Sheets: given.sheets ? sheets(given) : undefined,
    console: { error: (said) => void seen.logged.push(String(said)), log: () => {} },
  };
  Object.defineProperty(seen, "ui", { value: ui(seen, given.answers) });
  Object.defineProperty(seen, "again", { value: null, writable: true });
  return { globals, seen };
}

module.exports = { services };
