/* Everything about an archive that can be checked without anybody's word: each ballot, the sum of
 * the last ones of each key, and how it was opened. */
import { type Archive, readArchive } from "./archive";
import { type Ballot, checkBallot, type Ciphertext, ciphertextText } from "./ballot";
import { b64, utf8 } from "./bytes";
import { digest } from "./digest";
import { type Election, readElection } from "./election";
import { refuse } from "./errors";
import { g, identity, prepare, publicPower, q, readPoint } from "./group";
import { listOf, readJson } from "./json";
import { checkOpening, type Opened, readSized } from "./tally";

export interface Recounted extends Opened {
  fingerprint: string; // of the archive
  election: string; // its text
}

export type Progress = (done: number, of: number) => void;

/* Each credential once; weights are for owners' votes, which this does not count. */
function readCredentials(json: string): Set<string> {
  const list = listOf(readJson(json, "/credentials"), "/credentials", (value, place) =>
    typeof value === "string" && readPoint(value) ? value : refuse("not_a_credential", place),
  );
  const all = new Set(list);
  return all.size === list.length ? all : refuse("twice", "/credentials");
}

/* The product of the ballots, choice by choice (section 10). */
function sumOf({ questions }: Election, counted: Iterable<Ballot>): Ciphertext[][] {
  const sums: Ciphertext[][] = questions.map(({ answers, blank }) =>
    Array.from({ length: answers.length + (blank ? 1 : 0) }, () => ({
      alpha: identity,
      beta: identity,
    })),
  );
  for (const { choices } of counted)
    choices.forEach((row, i) =>
      row.forEach(({ alpha, beta }, k) => {
        const sum = sums[i]?.[k] as Ciphertext;
        sum.alpha = sum.alpha.add(alpha);
        sum.beta = sum.beta.add(beta);
      }),
    );
  return sums;
}

const sumText = (sums: readonly Ciphertext[][]): string =>
  `[${sums.map((row) => `[${row.map(ciphertextText).join(",")}]`).join(",")}]`;

export interface Counted {
  election: Election;
  ballots: number; // the last of each credential
  sums: readonly Ciphertext[][];
}

/* Checks every ballot and that the archive's tally is their sum. */
export function countBallots(archive: Archive, progress: Progress): Counted {
  const election = readElection(archive.election);
  const y = readPoint(election.publicKey) ?? refuse("not_an_element", "/public_key");
  const booth = { election, phi: b64(digest(utf8(archive.election))), y: prepare(y) };
  const credentials = readCredentials(archive.credentials);
  const counted = new Map<string, Ballot>();
  archive.ballots.forEach((text, index) => {
    const place = `/ballots/${index}`;
    const ballot = checkBallot(booth, text, place);
    if (!credentials.has(ballot.credential)) refuse("unknown_credential", place);
    counted.set(ballot.credential, ballot);
    progress(index + 1, archive.ballots.length);
  });
  const sums = sumOf(election, counted.values());
  if (sumText(sums) !== archive.encryptedTally) refuse("other_tally", "/tally");
  if (readSized(archive.sized, archive.encryptedTally) !== counted.size)
    refuse("other_number", "/sized");
  return { election, ballots: counted.size, sums };
}

/* How long one exponentiation takes here, in milliseconds: what a recount will take follows. */
export function pace(): number {
  const trials = 20;
  const point = publicPower(g, 12345n);
  const start = performance.now();
  for (let i = 0; i < trials; i++) publicPower(point, q - BigInt(i + 1));
  return (performance.now() - start) / trials;
}

/* Throws a ProtocolError for the first thing that does not hold. */
export function recount(bytes: Uint8Array, progress: Progress): Recounted {
  const archive = readArchive(bytes);
  const { result } = archive;
  if (result === undefined) return refuse("unfinished", "");
  countBallots(archive, progress);
  const opened = checkOpening({ ...archive, result });
  return { ...opened, fingerprint: archive.fingerprint, election: archive.election };
}
