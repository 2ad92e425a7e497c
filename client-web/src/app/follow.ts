/* The phone follows its community's record: each head it sees must continue the one before, a ballot
 * whose receipt it holds must stand there when the receipt says so, and so must an announced result.
 * Nothing is taken on the service's word; what does not hold is the service's fault or somebody
 * else's, and is shown. */
import { api, asked, found } from "../api/api";
import { ProtocolError } from "../protocol/errors";
import { readJson } from "../protocol/json";
import type { Head } from "../protocol/record";
import { type Followed, get, put, type Receipt } from "../store/db";
import { voting } from "./voting";

/* waiting: not due yet. missing: due, and not there. wrong: a proof does not hold. */
export type Finding = "waiting" | "found" | "missing" | "wrong";

/* What was seen on the way to a finding: a dispute's evidence. */
export interface SeenRecord {
  record?: Followed; // as it was followed before
  entry?: string;
  proof?: string;
  fault?: string; // what does not hold, and where
}

interface Seen extends SeenRecord {
  receipt: string; // its envelope
  at: string; // by the community's clock
}

export interface Looked {
  finding: Finding;
  seen: Seen;
}

const most = 4000; // characters of a text that the service showed

/* One at a time: of two at once, the slower could put an older head over a newer one. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const mine = last.then(act);
  last = mine.catch(() => undefined);
  return mine;
}

const pathOf = (body: string) => ({ params: { path: { body_id: body } } });

/* The key is pinned: a record under another key is another record. */
async function followed(body: string, seen: SeenRecord): Promise<Followed> {
  const before = await get("followed", body);
  const { key } = await asked(api.GET("/v1/bodies/{body_id}/record", pathOf(body)));
  if (before && before.key !== key) throw new ProtocolError("other_key", "");
  return (seen.record = before ?? { body, key, size: 0, root: "" });
}

async function checkContinues(body: string, from: Head, to: Head): Promise<void> {
  if (from.size === 0) return;
  const query = { from: from.size, to: to.size };
  const { path } = await asked(
    api.GET("/v1/bodies/{body_id}/record/consistency", {
      params: { path: { body_id: body }, query },
    }),
  );
  await voting.checkConsistency({ from, to, path });
}

/* Follows the record to its latest head, by way of another one. */
async function follow(record: Followed, through: Head): Promise<void> {
  const { body, key } = record;
  const signed = await asked(
    api.GET("/v1/bodies/{body_id}/record/checkpoint", { ...pathOf(body), parseAs: "text" }),
  );
  const head = await voting.openCheckpoint({ note: signed as string, key });
  await checkContinues(body, record, head);
  await checkContinues(body, through, head);
  await put("followed", body, { body, key, ...head });
}

/* The entry stands in this very record. */
async function prove(record: Followed, entry: string, proof: string): Promise<void> {
  await follow(record, await voting.openProof({ entry, proof, key: record.key }));
}

function note(seen: SeenRecord, entry: string, proof: string): void {
  Object.assign(seen, { entry: entry.slice(0, most), proof: proof.slice(0, most) });
}

/* ---- a ballot ---- */

interface Entry {
  type: string;
  round: string;
  batch: number;
  ballots: readonly string[];
}

/* The entry must be the batch that the receipt names, with the ballot in it. */
function namesBallot(text: string, receipt: Receipt): boolean {
  const { type, round, batch, ballots } = JSON.parse(text) as Entry;
  return (
    type === "ballots" &&
    round === receipt.round &&
    batch === receipt.batch &&
    ballots.includes(receipt.fingerprint)
  );
}

async function look(receipt: Receipt, now: number, seen: Seen): Promise<Finding> {
  const record = await followed(receipt.body, seen);
  const { round: uuid, fingerprint } = receipt;
  const shown = await found(
    api.GET("/v1/rounds/{uuid}/ballots/{fingerprint}/proof", {
      params: { path: { uuid, fingerprint } },
    }),
    404,
    409,
  );
  if (!shown) return now < Date.parse(receipt.due) ? "waiting" : "missing";
  const { entry, proof } = shown;
  note(seen, entry, proof);
  if (!namesBallot(entry, receipt)) return "wrong";
  await prove(record, entry, proof);
  return "found";
}

/* `now`: the community's time. Throws a Problem when the service does not answer (busy, unreached):
 * then nothing is known, and nobody is accused. */
export async function findBallot(receipt: Receipt, now: number): Promise<Looked> {
  const seen: Seen = { receipt: receipt.envelope, at: new Date(now).toISOString() };
  try {
    return { finding: await inTurn(() => look(receipt, now, seen)), seen };
  } catch (error) {
    if (!(error instanceof ProtocolError) && !(error instanceof SyntaxError)) throw error;
    return { finding: "wrong", seen: { ...seen, fault: error.message } };
  }
}

/* ---- a result ---- */

async function loadEntry(body: string, index: number, seen: SeenRecord): Promise<string> {
  const at = { params: { path: { body_id: body, index } }, parseAs: "text" } as const;
  const record = await followed(body, seen);
  const [entry, proof] = (await Promise.all([
    found(api.GET("/v1/bodies/{body_id}/record/entries/{index}", at), 404),
    found(api.GET("/v1/bodies/{body_id}/record/entries/{index}/proof", at), 404),
  ])) as (string | undefined)[];
  if (entry === undefined || proof === undefined) throw new ProtocolError("not_recorded", "");
  note(seen, entry, proof);
  await prove(record, entry, proof);
  return entry;
}

interface ResultEntry {
  type: string;
  round: string;
  hash: string;
}

/* These bytes are the result that the record holds for everybody: no other was shown to anybody
 * else. `index`: where the service says it stands. Throws a ProtocolError where it does not. */
export async function checkRecorded(
  { body, uuid, bytes, index }: { body: string; uuid: string; bytes: Uint8Array; index: number },
  seen: SeenRecord,
): Promise<void> {
  const text = await inTurn(() => loadEntry(body, index, seen));
  const { type, round, hash } = readJson(text) as unknown as ResultEntry;
  if (type !== "result.announced" || round !== uuid || hash !== (await voting.digest(bytes)))
    throw new ProtocolError("other_result", `/record/${index}`);
}
