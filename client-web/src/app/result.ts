/* An announced result, and whether it is what the trustees opened. The phone calculates it itself
 * from the opening's documents; the paper beside it was counted by two people. */
import { api, asked } from "../api/api";
import { unbase64 } from "../protocol/bytes";
import { type Election, readElection, workOf } from "../protocol/election";
import { ProtocolError } from "../protocol/errors";
import { readJson } from "../protocol/json";
import type { Opened } from "../protocol/tally";
import { checkRecorded, type SeenRecord } from "./follow";
import { prepareVoting, type Tell, Thread, voting } from "./voting";

/* The statement two officers signed (server/rules/announcement.h). */
export interface AnnouncedCandidate {
  candidate: string;
  name: string;
  online?: number; // absent when 0, as the next; and both in a small result
  paper?: number;
  votes: number;
  fate: "none" | "elected" | "tied" | "rerun";
  test?: string; // the comparison in numbers
  holds?: boolean;
}

export interface AnnouncedPost {
  post: string;
  title: string;
  seats: number;
  candidates: readonly AnnouncedCandidate[];
  rerun_seats?: number;
}

export interface AnnouncedBox {
  box: string;
  name: string;
  printed: number;
  issued: number;
  spoiled: number;
  spare: number;
  recovered: number;
  valid: number;
  invalid: number;
  explanation?: string;
}

export interface Announcement {
  body_name: string;
  title: string;
  kind: "vote" | "rerun" | "tiebreak";
  n: number;
  p: number;
  online: number;
  archive: string; // its fingerprint
  boxes: readonly AnnouncedBox[];
  posts: readonly AnnouncedPost[];
  small: boolean; // a channel had few ballots: only sums are told
  verdict: "valid" | "not_valid" | "void";
  turnout?: string; // the comparison in numbers
}

export interface Result {
  uuid: string;
  body: string;
  bytes: Uint8Array; // that were signed
  index: number; // where the record holds it, as the service says
  announcedAt: string;
  announcement: Announcement;
  sentences: Readonly<Record<"zh" | "en", readonly string[]>>;
}

const ofRound = (uuid: string) => ({ params: { path: { uuid } } });

/* `body`: whose election it is. */
export async function loadResult(uuid: string, body: string): Promise<Result> {
  const reply = await asked(api.GET("/v1/rounds/{uuid}/result", ofRound(uuid)));
  const bytes = unbase64(reply.bytes ?? "") ?? new Uint8Array();
  return {
    uuid,
    body,
    bytes,
    index: reply.record_index ?? 0,
    announcedAt: reply.announced_at ?? "",
    announcement: readJson(new TextDecoder().decode(bytes)) as Announcement,
    sentences: { zh: reply.chinese, en: reply.english },
  };
}

/* ---- the check ---- */

/* agrees: the figures are what was opened. withheld: it would tell the votes of a few. */
export type Verdict = "agrees" | "withheld" | "differs";

/* What was seen on the way to a verdict: a dispute's evidence. */
interface Seen extends SeenRecord {
  archive: string; // its fingerprint, as announced
  opening?: string; // of the tally, as the service told its state
  opened?: Opened; // what this phone calculated
}

export interface Judged {
  verdict: Verdict;
  seen: Seen;
}

/* `judge` fills in what it sees. A text that does not hold is a verdict too. Throws a Problem when
 * the service does not answer: then nothing is known. */
async function judged(
  { announcement }: Result,
  judge: (seen: Seen) => Promise<Verdict>,
): Promise<Judged> {
  const seen: Seen = { archive: announcement.archive };
  try {
    return { verdict: await judge(seen), seen };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { verdict: "differs", seen: { ...seen, fault: error.message } };
  }
}

/* Names and votes of one post in an order of their own: two candidates may have one name. */
const lines = (pairs: readonly (readonly [string, number])[]): string =>
  pairs
    .map(([name, votes]) => `${name}\n${votes}`)
    .sort()
    .join("\n\n");

function sameFigures(election: Election, { votes, ballots }: Opened, said: Announcement): boolean {
  if (said.online !== ballots || said.posts.length !== election.questions.length) return false;
  return election.questions.every(({ text, answers, blank }, index) => {
    const post = said.posts.find(({ title }) => title === text);
    const opened = votes[index]?.slice(blank ? 1 : 0) ?? [];
    return (
      post !== undefined &&
      lines(post.candidates.map(({ name, online }) => [name, online ?? 0])) ===
        lines(answers.map((name, choice) => [name, opened[choice] ?? -1]))
    );
  });
}

async function loadText(uuid: string): Promise<string> {
  return (await asked(
    api.GET("/v1/rounds/{uuid}/election", { ...ofRound(uuid), parseAs: "text" }),
  )) as string;
}

async function compare({ uuid, announcement }: Result, seen: Seen): Promise<Verdict> {
  const opening = await asked(api.GET("/v1/rounds/{uuid}/opening", ofRound(uuid)));
  seen.opening = opening.state;
  if (opening.state === "withheld" || announcement.small)
    return announcement.small ? "withheld" : "differs";
  const text = await loadText(uuid);
  const opened = await voting.checkOpening({
    election: text,
    trustees: opening.trustees,
    encryptedTally: opening.encrypted_tally,
    sized: opening.sized,
    decryptions: opening.decryptions,
    result: opening.result ?? "",
  });
  seen.opened = opened;
  return sameFigures(readElection(text), opened, announcement) ? "agrees" : "differs";
}

export const checkResult = (result: Result): Promise<Judged> =>
  judged(result, async (seen) => {
    await checkRecorded(result, seen);
    return compare(result, seen);
  });

/* ---- the recount ---- */

/* What a recount would take on this phone. */
export interface Effort {
  bytes: number;
  seconds: number;
}

const eventBytes = 1536; // of a ballot in the archive, beside its text
const choiceBytes = 640; // of its text

export async function recountEffort({ uuid }: Result): Promise<Effort> {
  const { n_ballots: ballots, questions } = await asked(
    api.GET("/v1/rounds/{uuid}", ofRound(uuid)),
  );
  const election = readElection(await loadText(uuid));
  const choices = questions.reduce((sum, one) => sum + one.answers.length + 1, 0);
  const milliseconds = (await prepareVoting().call("pace", undefined)) * workOf(election);
  return {
    bytes: ballots * (eventBytes + choices * choiceBytes),
    seconds: (ballots * milliseconds) / 1000,
  };
}

async function recount({ announcement, uuid }: Result, tell: Tell, seen: Seen): Promise<Verdict> {
  const bytes = await asked(
    api.GET("/v1/rounds/{uuid}/archive", { ...ofRound(uuid), parseAs: "arrayBuffer" }),
  );
  const thread = new Thread();
  try {
    const archive = new Uint8Array(bytes as unknown as ArrayBuffer);
    const opened = await thread.call("recount", { archive }, tell);
    seen.opened = { votes: opened.votes, ballots: opened.ballots };
    const same =
      opened.fingerprint === announcement.archive &&
      readElection(opened.election).uuid === uuid &&
      sameFigures(readElection(opened.election), opened, announcement);
    return same ? "agrees" : "differs";
  } finally {
    thread.end();
  }
}

/* Fetches the archive and counts it again, in a thread of its own: voting goes on beside it. */
export const recountResult = (result: Result, tell: Tell): Promise<Judged> =>
  judged(result, (seen) => recount(result, tell, seen));
