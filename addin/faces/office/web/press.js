// A button pressed: the workbook read once, one request, the edits made in one batch.
import { readBook } from "./book.js";
import { applyEdits, Moved } from "./edits.js";
import { request } from "./service.js";
import { say } from "./strings.js";
import { bookName } from "./sync.js";
import { unfolded } from "./unfolding.js";

const TRIES = 2; // a workbook that changed meanwhile is read once more

/**
 * Run an action on the open workbook.
 * @param tell what to say at each step, and how far it is.
 * @returns the service's answer, unfolded.
 */
export async function press(key, options, tell) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await pressOnce(key, options, tell);
    } catch (problem) {
      if (!(problem instanceof Moved) || tried === TRIES) throw problem;
    }
  }
}

async function pressOnce(key, options, tell) {
  tell(say("reading"), 0.1);
  const { posted, seen } = await Excel.run((context) => readBook(context));
  tell(say("computing"), 0.4);
  const path = `actions/${key}?book=${encodeURIComponent(bookName())}`;
  const answer = unfolded(await request("POST", path, { book: posted, options }));
  tell(say("writing"), 0.8);
  await Excel.run((context) => applyEdits(context, answer.edits, seen));
  return answer;
}
