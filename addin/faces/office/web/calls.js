// Custom functions: the calls of one recalculation go in one request, with the workbook when one of them reads it.
import { readBook } from "./book.js";
import { told } from "./registry.js";
import { request } from "./service.js";
import { lang, say } from "./strings.js";

const TOGETHER = 50; // milliseconds in which calls are gathered
const MOST = 1_000; // calls in one request
const CODES = {
  "#VALUE!": "invalidValue",
  "#N/A": "notAvailable",
  "#REF!": "invalidReference",
  "#NAME?": "invalidName",
  "#NUM!": "invalidNumber",
  "#DIV/0!": "divisionByZero",
  "#NULL!": "nullReference",
};
let waiting = [];

/**
 * The value of one call, or CustomFunctions.Error with its reason.
 * @param {string} name
 * @param {any[]} given
 * @param {string} [cell] where the first argument stands, when Excel tells
 */
export function ask(name, given, cell) {
  if (!waiting.length) setTimeout(answerAll, TOGETHER);
  return new Promise((resolve, reject) => {
    const call = { function: name, arguments: given.map((one) => one ?? null), ...(cell ? { cell } : {}) };
    waiting.push({ call, resolve, reject });
  });
}

async function answerAll() {
  const calls = waiting;
  waiting = [];
  try {
    const readers = new Set(told.functions.filter((one) => one.reads_book).map((one) => one.key));
    const readsBook = calls.some(({ call }) => readers.has(call.function));
    const book = readsBook ? (await Excel.run((context) => readBook(context))).posted : null;
    for (let at = 0; at < calls.length; at += MOST) await answer(calls.slice(at, at + MOST), book);
  } catch (problem) {
    const reason = problem.code ? problem.message : say("unreachable");
    calls.forEach(({ reject }) => reject(failure("#N/A", reason)));
  }
}

async function answer(calls, book) {
  const said = { calls: calls.map(({ call }) => call), book, lang: lang() };
  const { results } = await request("POST", "functions", said);
  results.forEach((result, at) => {
    if ("error" in result) calls[at].reject(failure(result.error, result.message));
    else calls[at].resolve(result.value);
  });
}

function failure(kind, message) {
  const code = CustomFunctions.ErrorCode[CODES[kind] ?? "notAvailable"];
  return new CustomFunctions.Error(code, message);
}
