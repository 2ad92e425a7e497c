/* Sealing a ballot (section 7): each choice is encrypted, proved to be 0 or 1, their sum proved to
 * be allowed, and the whole signed by the credential. All randomness comes from one source, so that
 * a ballot made from a seed can be made again and compared. */
import { b64, digest, hex, utf8 } from "./bytes";
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
import { deriveKey } from "./secret";

/* One question's marks: indexes of its answers, or blank. */
export interface Marks {
  chosen: readonly number[];
  blank: boolean;
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

/* The commitments of a branch that is not true. Its maker knows r, so α^c is g^(r·c) and both are
 * powers of points that were prepared. */
function simulate({ y }: Sealing, { of, M }: Branch, { challenge, response }: Proof): Point[] {
  const e = mod(response + of.r * challenge);
  const off = mod(BigInt(of.m - M) * challenge);
  return [power(g, e), power(y, e).add(power(g, off))];
}

/* Section 7.2: proves that one of the branches holds, without telling which. */
function proveOneOf(
  sealing: Sealing,
  prefix: string,
  branches: readonly Branch[],
  truth: number,
): Proof[] {
  const w = randomScalar(sealing.random);
  const proofs = branches.map((_, i) =>
    i === truth
      ? { challenge: 0n, response: 0n }
      : { challenge: randomScalar(sealing.random), response: randomScalar(sealing.random) },
  );
  const commitments = branches.flatMap((branch, i) =>
    i === truth
      ? [power(g, w), power(sealing.y, w)]
      : simulate(sealing, branch, proofs[i] as Proof),
  );
  const others = proofs.reduce((sum, { challenge }) => sum + challenge, 0n);
  const challenge = mod(hashPoints(prefix, commitments) - others);
  const { of } = branches[truth] as Branch;
  proofs[truth] = { challenge, response: mod(w - of.r * challenge) };
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

function sealAnswer(sealing: Sealing, question: Question, values: readonly number[]): string {
  const choices = values.map((m) => encrypt(sealing, m));
  const individual = choices.map((choice) =>
    proveOneOf(
      sealing,
      `prove|${sealing.S0}|${pairText(choice)}|`,
      [
        { of: choice, M: 0 },
        { of: choice, M: 1 },
      ],
      choice.m,
    ),
  );
  const members = [
    `"choices":[${choices.map(choiceText).join(",")}]`,
    `"individual_proofs":[${individual.map(proofsText).join(",")}]`,
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
  const blankProof = proveOneOf(sealing, `bproof0|${S}|`, zeros, flag.m);
  const truth = flag.m ? 0 : sum.m - question.min + 1;
  const overall = proveOneOf(sealing, `bproof1|${S}|`, [{ of: flag, M: 1 }, ...allowed], truth);
  return [`"overall_proof":${proofsText(overall)}`, `"blank_proof":${proofsText(blankProof)}`];
}

/* Section 7.4: the hash of everything above, signed by the credential. */
function sign(unsigned: string, secret: bigint, random: RandomBytes): string {
  const h = b64(digest(utf8(unsigned)));
  const proof = prove(`sig|${h}|`, secret, random);
  return `${unsigned.slice(0, -1)},"signature":{"hash":"${h}","proof":${proofText(proof)}}}`;
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

/* `json` is the text `election` was read from. Throws a ProtocolError for marks the paper does not
 * allow and for an election key that is no element. */
export function seal(
  json: string,
  election: Election,
  credential: string,
  marks: readonly Marks[],
  random: RandomBytes,
): Sealed {
  const y = keyOf(election);
  const key = deriveKey(election.uuid, credential);
  const phi = b64(digest(utf8(json)));
  const cred = pointText(key.point);
  const sealing: Sealing = { y, random, S0: `${phi}|${cred}` };
  if (marks.length !== election.questions.length) refuse("wrong_marks", "");
  const answers = election.questions.map((question, index) =>
    sealAnswer(sealing, question, valuesOf(question, marks[index] as Marks, `/${index}`)),
  );
  const unsigned =
    `{"election_uuid":${JSON.stringify(election.uuid)},"election_hash":"${phi}",` +
    `"credential":"${cred}","answers":[${answers.join(",")}]}`;
  const text = sign(unsigned, key.secret, random);
  return { text, fingerprint: hex(digest(utf8(text))) };
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
