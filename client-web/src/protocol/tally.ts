/* The opening of a tally (section 10): that the trustees decrypted this tally and no other, and that
 * what came out is what was announced. */
import type { Ciphertext } from "./ballot";
import { b64, hex, utf8 } from "./bytes";
import { digest } from "./digest";
import { type Election, type Question, readElection } from "./election";
import { refuse } from "./errors";
import { g, hashPoints, identity, type Point, pointText, publicPower, readPoint } from "./group";
import { count, listOf, members, readJson, text } from "./json";
import { committed, type Proof, readProof } from "./proof";
import { interpolate, readTrustees, type TrusteeGroup } from "./trustees";

/* The documents, byte for byte as the archive has them. */
export interface Opening {
  election: string;
  trustees: string;
  encryptedTally: string;
  sized: string;
  decryptions: readonly { owner: number; text: string }[];
  result: string;
}

/* Per question a number for each choice: blank first where it may be left blank, then the answers. */
export interface Opened {
  ballots: number; // tallied: the last of each key
  votes: readonly (readonly number[])[];
}

const most = 1_000_000; // ballots

/* A sum may be the identity: when nobody chose anything. */
function readSum(value: unknown, place: string): Point {
  const point = typeof value === "string" ? readPoint(value, true) : undefined;
  return point ?? refuse("not_an_element", place);
}

function readCiphertext(value: unknown, place: string): Ciphertext {
  const from = members(value, place, ["alpha", "beta"]);
  return {
    alpha: readSum(from.alpha, `${place}/alpha`),
    beta: readSum(from.beta, `${place}/beta`),
  };
}

/* A matrix of the election's shape: a row for each question, an item for each choice. */
function matrix<T>(
  value: unknown,
  place: string,
  { questions }: Election,
  item: (value: unknown, place: string) => T,
): T[][] {
  const readRow = (choices: unknown, at: string, index: number) => {
    const { answers, blank } = questions[index] as Question;
    return listOf(choices, at, item, answers.length + (blank ? 1 : 0));
  };
  return listOf(value, place, readRow, questions.length);
}

/* ---- one trustee's part ---- */

function factorHolds(prefix: string, alpha: Point, X: Point, F: Point, proof: Proof): boolean {
  const commitments = [committed(g, X, proof), committed(alpha, F, proof)];
  return hashPoints(prefix, commitments) === proof.challenge;
}

/* The factors of one decryption whose proofs hold under the trustee's key X. */
function readFactors(
  json: string,
  place: string,
  election: Election,
  tally: readonly Ciphertext[][],
  prefix: string,
  X: Point,
): Point[][] {
  const from = members(readJson(json, place), place, ["decryption_factors", "decryption_proofs"]);
  const factors = matrix(from.decryption_factors, `${place}/factors`, election, readSum);
  const proofs = matrix(from.decryption_proofs, `${place}/proofs`, election, readProof);
  factors.forEach((row, i) =>
    row.forEach((F, k) => {
      const { alpha } = tally[i]?.[k] as Ciphertext;
      if (!factorHolds(prefix, alpha, X, F, proofs[i]?.[k] as Proof))
        refuse("bad_proof", `${place}/proofs/${i}/${k}`);
    }),
  );
  return factors;
}

/* ---- all of them together ---- */

interface Numbered {
  group: TrusteeGroup;
  first: number; // the number of its first trustee
}

function numbered(groups: readonly TrusteeGroup[]): Numbered[] {
  let first = 1;
  return groups.map((group) => {
    const one = { group, first };
    first += group.keys.length;
    return one;
  });
}

/* α^x for the election's whole key x, or a refusal where too few opened. */
function combined(
  groups: readonly Numbered[],
  parts: ReadonlyMap<number, Point[][]>,
  i: number,
  k: number,
): Point {
  return groups.reduce((sum, { group, first }) => {
    const present = group.keys
      .map((_, index) => index + 1)
      .filter((index) => parts.has(first + index - 1))
      .slice(0, group.threshold);
    if (present.length < group.threshold) refuse("too_few", "/decryptions");
    const own = present.map(
      (index) => [index, parts.get(first + index - 1)?.[i]?.[k] as Point] as const,
    );
    return sum.add(group.keys.length === 1 ? (own[0]?.[1] as Point) : interpolate(new Map(own)));
  }, identity);
}

function keyOf(groups: readonly Numbered[], owner: number, place: string): Point {
  const at = groups.find(({ group, first }) => owner >= first && owner < first + group.keys.length);
  return at?.group.keys[owner - at.first] ?? refuse("unknown_trustee", place);
}

function readParts(
  opening: Opening,
  election: Election,
  groups: readonly Numbered[],
  tally: readonly Ciphertext[][],
): Map<number, Point[][]> {
  const phi = b64(digest(utf8(opening.election)));
  const parts = new Map<number, Point[][]>();
  opening.decryptions.forEach(({ owner, text: json }, index) => {
    const place = `/decryptions/${index}`;
    if (parts.has(owner)) refuse("twice", place);
    const X = keyOf(groups, owner, place);
    const prefix = `decrypt|${phi}|${pointText(X)}|`;
    parts.set(owner, readFactors(json, place, election, tally, prefix, X));
  });
  return parts;
}

/* How many ballots it sums. */
export function readSized(json: string, encryptedTally: string): number {
  const from = members(readJson(json, "/sized"), "/sized", [
    "num_tallied",
    "total_weight",
    "encrypted_tally",
  ]);
  const ballots = count(from, "num_tallied", "/sized", most);
  if (count(from, "total_weight", "/sized", most) !== ballots) refuse("weighted", "/sized");
  if (text(from, "encrypted_tally", "/sized") !== hex(digest(utf8(encryptedTally))))
    refuse("other_tally", "/sized/encrypted_tally");
  return ballots;
}

/* Checks everything but that the encrypted tally is the sum of the ballots, for which one needs them
 * all. Throws a ProtocolError for the first thing that does not hold. */
export function checkOpening(opening: Opening): Opened {
  const election = readElection(opening.election);
  const { groups, y } = readTrustees(opening.trustees);
  if (pointText(y) !== election.publicKey) refuse("other_key", "/trustees");
  const ballots = readSized(opening.sized, opening.encryptedTally);
  const document = readJson(opening.encryptedTally, "/tally");
  const tally = matrix(document, "/tally", election, readCiphertext);
  const order = numbered(groups);
  const parts = readParts(opening, election, order, tally);
  const from = members(readJson(opening.result, "/result"), "/result", ["result"]);
  const votes = matrix(from.result, "/result", election, (value, at) =>
    count({ value }, "value", at, ballots),
  );
  votes.forEach((row, i) =>
    row.forEach((n, k) => {
      const { beta } = tally[i]?.[k] as Ciphertext;
      const expected = combined(order, parts, i, k).add(publicPower(g, BigInt(n)));
      if (!beta.equals(expected)) refuse("other_result", `/result/${i}/${k}`);
    }),
  );
  return { ballots, votes };
}
