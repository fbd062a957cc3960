// The service that served this page: who asks, one request, one answer or one sentence.
import { lang, say } from "./strings.js";

const PATIENCE = 180_000;

/** What the service, or the road to it, refused; its message is the sentence to show. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** The name under which this host keeps the key: Office gives each of its sites a partition of its own. */
function keyName() {
  return `${globalThis.Office?.context?.partitionKey ?? ""}classeur-key`;
}

/** Keep the person's key in this browser, or forget it. */
export function keepKey(key) {
  if (key) localStorage.setItem(keyName(), key);
  else localStorage.removeItem(keyName());
}

export function hasKey() {
  return Boolean(localStorage.getItem(keyName()));
}

async function token() {
  const key = localStorage.getItem(keyName());
  if (key) return key;
  try {
    return await Office.auth.getAccessToken({ allowSignInPrompt: true, allowConsentPrompt: true });
  } catch {
    throw new Refused("not-signed-in", say("signInFirst"));
  }
}

/** One request to the service. Throws Refused with one sentence. */
export async function request(method, path, body) {
  const headers = { Authorization: `Bearer ${await token()}`, "Accept-Language": lang() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(new URL(`../v1/${path}`, import.meta.url), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
      credentials: "omit",
      redirect: "error",
    });
  } catch (problem) {
    throw new Refused("unreachable", say(problem.name === "TimeoutError" ? "tooLong" : "unreachable"));
  }
  const said = await answer.json().catch(() => null);
  if (answer.ok && said !== null) return said;
  throw new Refused(said?.error?.code ?? "failed", said?.error?.message ?? say("unreachable"));
}
