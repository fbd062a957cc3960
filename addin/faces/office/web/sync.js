// Sync: a book chosen among those that the person may sync, one round, and how the last one stands.
import { $, make, once, Said, tell, tellStatus } from "./page.js";
import { hasKey, request } from "./service.js";
import { say } from "./strings.js";

const LOOK_AGAIN = 700; // milliseconds between two looks at a job
const KEPT = "classeur-sync-book";

/** The book that this workbook is for the service: the one last synced from here, else the file's name. */
export function bookName() {
  const { settings, url } = Office.context.document;
  return settings.get(KEPT) ?? decodeURIComponent(String(url ?? "").split(/[\\/]/).at(-1));
}

/** Answer the form of the sync. */
export function wireSync() {
  $("sync").addEventListener("submit", (event) => {
    event.preventDefault();
    once(sync);
  });
  $("sync-book").addEventListener("focus", () => {
    if (!$("sync-book").options.length) once(listBooks);
  });
  $("sync-book").addEventListener("change", () => once(listBooks));
  if (hasKey()) listBooks().catch(() => {});
}

/** Offer the books that the person may sync, this workbook chosen when it is one of them. */
export async function listBooks() {
  const { books } = await request("GET", "books");
  const list = $("sync-book");
  const wanted = list.value || bookName();
  list.replaceChildren(...books.map(({ book }) => make("option", { value: book }, book)));
  const found = books.find(({ book }) => book === wanted);
  list.value = found ? wanted : "";
  tellStatus(found?.status);
  if (!books.length) throw new Said(say("noBooks"));
}

/** One round, its progress told until it ends. */
export async function sync() {
  if (!$("sync-book").value) await listBooks();
  const { settings } = Office.context.document;
  const book = $("sync-book").value;
  if (!book) throw new Said(say("chooseBook"));
  let job = await request("POST", "sync", { book, yes: $("sync-yes").checked });
  settings.set(KEPT, book);
  settings.saveAsync();
  while (job.state === "waiting" || job.state === "running") {
    tell(say("pair", { name: say("sync"), value: `${job.step}…` }), job.steps_done / job.steps);
    await new Promise((later) => setTimeout(later, LOOK_AGAIN));
    job = await request("GET", `jobs/${encodeURIComponent(job.job)}`);
  }
  $("sync-yes").checked = false;
  tellStatus(job.status);
  if (job.state === "failed") throw new Said(job.error.message);
  const { answer } = job;
  if (answer.refused) throw new Said(answer.refused);
  tell(
    say("synced", {
      read: answer.read,
      up: answer.from_sheet,
      down: answer.to_sheet,
      conflicts: answer.conflicts.length,
    }),
  );
}
