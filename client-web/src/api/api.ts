/* The service's API, typed by its own description (openapi.json, printed by `gongyi openapi`). */
import createClient from "openapi-fetch";
import type { paths } from "#schema";
import { readAt } from "../app/offline";
import { lang, t } from "../words/words";

/* Why a request brought nothing: the service's own problem document, or no reply at all. */
export class Problem extends Error {
  constructor(
    readonly token: string, // of the problem document; "network": no reply
    message: string, // in the reader's language
    readonly status = 0, // of the reply, where there was one
    readonly fields: readonly string[] = [], // names of those that are not acceptable
  ) {
    super(message);
  }
  get unreached(): boolean {
    return this.token === "network";
  }
}

const patience = 20_000; // ms; a phone in a lift

/* Writes that got no answer of the service, by what they said: each with the key it was sent under. */
const unanswered = new Map<string, string>();

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

/* A write that is sent again word for word, because no answer came, goes under the same
 * Idempotency-Key and gets the first answer: nothing is done twice. Files are left out; what they
 * bring in twice changes nothing. */
async function once(request: Request): Promise<string | undefined> {
  const type = request.headers.get("Content-Type");
  if (request.method !== "POST" || request.headers.has("Idempotency-Key")) return undefined;
  if (type !== null && type !== "application/json") return undefined;
  const said = `${request.url}\n${await request.clone().text()}`;
  const key = unanswered.get(said) ?? newKey();
  unanswered.set(said, key);
  request.headers.set("Idempotency-Key", key);
  return said;
}

async function patientFetch(request: Request): Promise<Response> {
  const said = await once(request);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(new Request(request, { signal: stop.signal }));
    if (said !== undefined && response.status < 500) unanswered.delete(said);
    readAt.value = response.headers.get("X-Kept-At") ?? undefined;
    if (!readAt.value) noteTime(response);
    return response;
  } catch {
    throw new Problem("network", t("problem.network"));
  } finally {
    clearTimeout(timer);
  }
}

/* How far the service's clock is ahead of this phone's, by its latest reply; ms. */
let ahead = 0;
export const serviceNow = (): number => Date.now() + ahead;

function noteTime(response: Response): void {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (date) ahead = date - Date.now();
}

export const api = createClient<paths>({ baseUrl: "/", fetch: patientFetch });

api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", lang());
  },
});

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

interface ProblemDocument {
  type?: string;
  title?: string;
  errors?: { pointer: string }[];
}

/* The data of a reply, or a Problem. */
export const asked = async <T>(reply: Promise<Reply<T>>): Promise<T> => (await found(reply)) as T;

/* The same, but undefined where the reply has one of these statuses: there is nothing there. */
export async function found<T>(
  reply: Promise<Reply<T>>,
  ...absent: readonly number[]
): Promise<T | undefined> {
  const { data, error, response } = await reply;
  if (response.ok) return data as T;
  if (absent.includes(response.status)) return undefined;
  const problem = error as ProblemDocument | undefined;
  throw new Problem(
    problem?.type ?? "unknown",
    problem?.title ?? t("problem.unknown", { status: response.status }),
    response.status,
    problem?.errors?.map(({ pointer }) => pointer.split("/").pop() ?? ""),
  );
}
