/* Sealing a ballot (section 7): each choice is encrypted, proved to be 0 or 1, their sum proved to
 * be allowed; what is cast is then signed by the credential. All randomness of the first comes from
 * one source, drawn in the order in which it is written, so that a ballot made from a seed can be
 * made again and compared (crypto/README.md, "Testing the device"). */
import { b64, hex, unhex, utf8 } from "./bytes";
import { digest } from "./digest";
import { newCredential } from "./credential";
import type { Election, Question } from "./election";
import { refuse } from "./errors";
import {
  g,
  hashPoints,
  identity,
  mod,
  type Point,
  pointText,
  power,
  prepare,
  type RandomBytes,
  randomScalar,
  readPoint,
} from "./group";
import { type Proof, proofText, prove } from "./proof";
import type { Marks } from "./revealed";
import { deriveKey } from "./secret";
import { seedBytes, seeded } from "./seed";

/* A ballot but for its signature. */
export interface Unsigned {
  text: string;
  hash: string; // SHA-256 of it, hexadecimal: what is signed
}

export interface Sealed {
  text: string; // the ballot's canonical JSON
  fingerprint: string; // SHA-256 of it, hexadecimal
}

/* An encryption whose randomness and value are still known. */
interface Secret {
  alpha: Point;
  beta: Point;
  r: bigint;
  m: number;
}

/* One branch of a disjunction says: this encrypts M. */
interface Branch {
  of: Secret;
  M: number;
}

interface Sealing {
  y: Point; // the election's key
  random: RandomBytes;
  S0: string; // φ "|" CRED
}

const proofsText = (proofs: readonly Proof[]): string => `[${proofs.map(proofText).join(",")}]`;
const pairText = ({ alpha, beta }: Secret): string => `${pointText(alpha)},${pointText(beta)}`;
const choiceText = ({ alpha, beta }: Secret): string =>
  `{"alpha":"${pointText(alpha)}","beta":"${pointText(beta)}"}`;

function encrypt({ y, random }: Sealing, m: number): Secret {
  const r = randomScalar(random);
  const mask = power(y, r);
  return { alpha: power(g, r), beta: m ? mask.add(g) : mask, r, m };
}

/* A branch's commitments for a challenge and a response chosen before. Its maker knows r, so α^c is
 * g^(r·c) and both are powers of points that were prepared. */
function simulate({ y }: Sealing, { of, M }: Branch, { challenge, response }: Proof): Point[] {
  const e = mod(response + of.r * challenge);
  const off = mod(BigInt(of.m - M) * challenge);
  return [power(g, e), power(y, e).add(power(g, off))];
}

/* Section 7.2: proves that one of the branches holds, without telling which. All are simulated; the
 * true one's commitments also stand for every other challenge, with its response moved by r. */
function proveOneOf(
  sealing: Sealing,
  prefix: string,
  branches: readonly Branch[],
  truth: number,
): Proof[] {
  const proofs = branches.map(() => ({
    challenge: randomScalar(sealing.random),
    response: randomScalar(sealing.random),
  }));
  const commitments = branches.flatMap((branch, i) => simulate(sealing, branch, proofs[i] as Proof));
  const sum = proofs.reduce((total, { challenge }) => total + challenge, 0n);
  const missing = mod(hashPoints(prefix, commitments) - sum);
  const { challenge, response } = proofs[truth] as Proof;
  const { r } = (branches[truth] as Branch).of;
  proofs[truth] = { challenge: mod(challenge + missing), response: mod(response - r * missing) };
  return proofs;
}

const sumOf = (choices: readonly Secret[]): Secret =>
  choices.reduce(
    (sum, choice) => ({
      alpha: sum.alpha.add(choice.alpha),
      beta: sum.beta.add(choice.beta),
      r: mod(sum.r + choice.r),
      m: sum.m + choice.m,
    }),
    { alpha: identity, beta: identity, r: 0n, m: 0 },
  );

/* The values of a question's choices: the blank flag first where there is one. */
function valuesOf(question: Question, marks: Marks, place: string): number[] {
  const { chosen, blank } = marks;
  const known = chosen.every((index) => index >= 0 && index < question.answers.length);
  const enough = blank
    ? question.blank && chosen.length === 0
    : chosen.length >= question.min && chosen.length <= question.max;
  if (!known || !enough || new Set(chosen).size !== chosen.length) refuse("wrong_marks", place);
  const values = question.answers.map((_, index) => Number(chosen.includes(index)));
  return question.blank ? [Number(blank), ...values] : values;
}

/* A choice with the proof that it is 0 or 1. */
function sealChoice(sealing: Sealing, m: number): { choice: Secret; proofs: Proof[] } {
  const choice = encrypt(sealing, m);
  const bits = [
    { of: choice, M: 0 },
    { of: choice, M: 1 },
  ];
  const prefix = `prove|${sealing.S0}|${pairText(choice)}|`;
  return { choice, proofs: proveOneOf(sealing, prefix, bits, m) };
}

function sealAnswer(sealing: Sealing, question: Question, values: readonly number[]): string {
  const sealed = values.map((m) => sealChoice(sealing, m));
  const choices = sealed.map(({ choice }) => choice);
  const members = [
    `"choices":[${choices.map(choiceText).join(",")}]`,
    `"individual_proofs":[${sealed.map(({ proofs }) => proofsText(proofs)).join(",")}]`,
    ...sealSum(sealing, question, choices),
  ];
  return `{${members.join(",")}}`;
}

/* Section 7.3's proofs over a question's sum. */
function sealSum(sealing: Sealing, question: Question, choices: readonly Secret[]): string[] {
  const S = `${sealing.S0}|${choices.map(pairText).join(",")}`;
  const sum = sumOf(question.blank ? choices.slice(1) : choices);
  const allowed = Array.from({ length: question.max - question.min + 1 }, (_, i) => ({
    of: sum,
    M: question.min + i,
  }));
  if (!question.blank) {
    const prefix = `prove|${S}|${pairText(sum)}|`;
    return [
      `"overall_proof":${proofsText(proveOneOf(sealing, prefix, allowed, sum.m - question.min))}`,
    ];
  }
  const flag = choices[0] as Secret;
  const zeros = [
    { of: flag, M: 0 },
    { of: sum, M: 0 },
  ];
  const truth = flag.m ? 0 : sum.m - question.min + 1;
  const overall = proveOneOf(sealing, `bproof1|${S}|`, [{ of: flag, M: 1 }, ...allowed], truth);
  const blankProof = proveOneOf(sealing, `bproof0|${S}|`, zeros, flag.m);
  return [`"overall_proof":${proofsText(overall)}`, `"blank_proof":${proofsText(blankProof)}`];
}

/* The key of the election that was sealed for last, with its powers at hand. */
let last: { text: string; y: Point } | undefined;

function keyOf({ publicKey }: Election): Point {
  if (last?.text !== publicKey) {
    const y = readPoint(publicKey) ?? refuse("not_an_element", "/public_key");
    last = { text: publicKey, y: prepare(y) };
  }
  return last.y;
}

/* What is encrypted: a 0 or 1 for each choice of the election. */
export function valuesOfAll(election: Election, marks: readonly Marks[]): number[][] {
  if (marks.length !== election.questions.length) refuse("wrong_marks", "");
  return election.questions.map((question, index) =>
    valuesOf(question, marks[index] as Marks, `/${index}`),
  );
}

/* All but the signature. `json` is the text `election` was read from, `credential` the text of the
 * public half. Throws a ProtocolError for marks the paper does not allow and for an election key
 * that is no element. */
export function sealUnsigned(
  json: string,
  election: Election,
  credential: string,
  marks: readonly Marks[],
  random: RandomBytes,
): Unsigned {
  const phi = b64(digest(utf8(json)));
  const sealing: Sealing = { y: keyOf(election), random, S0: `${phi}|${credential}` };
  const values = valuesOfAll(election, marks);
  const answers = election.questions.map((question, index) =>
    sealAnswer(sealing, question, values[index] as number[]),
  );
  const text =
    `{"election_uuid":${JSON.stringify(election.uuid)},"election_hash":"${phi}",` +
    `"credential":"${credential}","answers":[${answers.join(",")}]}`;
  return { text, hash: hex(digest(utf8(text))) };
}

/* Section 7.4: the hash of everything above, signed by the credential. Its randomness is never a
 * seed's: whoever knows that of a signature knows the credential. */
export function sign({ text, hash }: Unsigned, secret: bigint, random: RandomBytes): Sealed {
  const h = b64(unhex(hash) as Uint8Array);
  const proof = prove(`sig|${h}|`, secret, random);
  const whole = `${text.slice(0, -1)},"signature":{"hash":"${h}","proof":${proofText(proof)}}}`;
  return { text: whole, fingerprint: hex(digest(utf8(whole))) };
}

/* A whole ballot at once. */
export function seal(
  json: string,
  election: Election,
  credential: string,
  marks: readonly Marks[],
  random: RandomBytes,
): Sealed {
  const { secret, point } = deriveKey(election.uuid, credential);
  const unsigned = sealUnsigned(json, election, pointText(point), marks, seeded(random(seedBytes)));
  return sign(unsigned, secret, random);
}

/* Seals a ballot that nobody gets, under a key that nobody has, while a voter still reads: hers is
 * then sealed much sooner, with everything at hand and the code compiled. */
export function rehearse(json: string, election: Election, random: RandomBytes): void {
  const marks = election.questions.map(({ min }) => ({
    chosen: Array.from({ length: min }, (_, index) => index),
    blank: false,
  }));
  seal(json, election, newCredential(random), marks, random);
}
