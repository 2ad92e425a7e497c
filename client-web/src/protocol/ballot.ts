/* Checking a ballot somebody else made (section 7): its signature, that each choice is 0 or 1, and
 * that their sum is allowed. What they are remains hidden. */
import { b64, utf8 } from "./bytes";
import { digest } from "./digest";
import type { Election, Question } from "./election";
import { refuse } from "./errors";
import { g, hashPoints, mod, identity, type Point, pointText, publicPower } from "./group";
import { type Json, listOf, members, readJson, text } from "./json";
import { committed, knowsLog, type Proof, readElement, readProof } from "./proof";

export interface Ciphertext {
  alpha: Point;
  beta: Point;
}

export const ciphertextText = ({ alpha, beta }: Ciphertext): string =>
  `{"alpha":"${pointText(alpha)}","beta":"${pointText(beta)}"}`;

export interface Ballot {
  credential: string;
  choices: readonly (readonly Ciphertext[])[]; // of each question, blank first
}

/* What a ballot is checked against. */
export interface Booth {
  election: Election;
  phi: string;
  y: Point; // prepared
}

export interface Branch {
  of: Ciphertext;
  M: number;
}

const pairText = ({ alpha, beta }: Ciphertext): string => `${pointText(alpha)},${pointText(beta)}`;

const product = (choices: readonly Ciphertext[]): Ciphertext =>
  choices.reduce(
    (sum, { alpha, beta }) => ({ alpha: sum.alpha.add(alpha), beta: sum.beta.add(beta) }),
    { alpha: identity, beta: identity },
  );

/* g^r·α^c and y^r·(β/g^M)^c. */
function commitments(y: Point, { of, M }: Branch, proof: Proof): Point[] {
  const beta = M ? of.beta.subtract(publicPower(g, BigInt(M))) : of.beta;
  return [committed(g, of.alpha, proof), committed(y, beta, proof)];
}

function checkOneOf(
  { y }: Booth,
  prefix: string,
  branches: readonly Branch[],
  value: unknown,
  place: string,
): void {
  const proofs = listOf(value, place, readProof, branches.length);
  const points = branches.flatMap((branch, i) => commitments(y, branch, proofs[i] as Proof));
  const total = proofs.reduce((sum, { challenge }) => sum + challenge, 0n);
  if (hashPoints(prefix, points) !== mod(total)) refuse("bad_proof", place);
}

function readChoice(value: unknown, place: string): Ciphertext {
  const from = members(value, place, ["alpha", "beta"]);
  return {
    alpha: readElement(from.alpha, `${place}/alpha`),
    beta: readElement(from.beta, `${place}/beta`),
  };
}

function checkSum(
  booth: Booth,
  question: Question,
  choices: readonly Ciphertext[],
  S0: string,
  from: Json,
  place: string,
): void {
  const S = `${S0}|${choices.map(pairText).join(",")}`;
  const sum = product(question.blank ? choices.slice(1) : choices);
  const allowed = Array.from({ length: question.max - question.min + 1 }, (_, i) => ({
    of: sum,
    M: question.min + i,
  }));
  const overall = `${place}/overall_proof`;
  if (!question.blank) {
    const prefix = `prove|${S}|${pairText(sum)}|`;
    checkOneOf(booth, prefix, allowed, from.overall_proof, overall);
    return;
  }
  const flag = choices[0] as Ciphertext;
  const zeros = [
    { of: flag, M: 0 },
    { of: sum, M: 0 },
  ];
  const whole = [{ of: flag, M: 1 }, ...allowed];
  checkOneOf(booth, `bproof0|${S}|`, zeros, from.blank_proof, `${place}/blank_proof`);
  checkOneOf(booth, `bproof1|${S}|`, whole, from.overall_proof, overall);
}

function checkAnswer(
  booth: Booth,
  question: Question,
  S0: string,
  value: unknown,
  place: string,
): Ciphertext[] {
  const names = ["choices", "individual_proofs", "overall_proof"];
  const from = members(value, place, question.blank ? [...names, "blank_proof"] : names);
  const n = question.answers.length + (question.blank ? 1 : 0);
  const choices = listOf(from.choices, `${place}/choices`, readChoice, n);
  const check = (proof: unknown, at: string, index: number) => {
    const of = choices[index] as Ciphertext;
    const bits = [
      { of, M: 0 },
      { of, M: 1 },
    ];
    checkOneOf(booth, `prove|${S0}|${pairText(of)}|`, bits, proof, at);
  };
  listOf(from.individual_proofs, `${place}/individual_proofs`, check, n);
  checkSum(booth, question, choices, S0, from, place);
  return choices;
}

/* The signature is over everything before it. */
function checkSignature(json: string, credential: Point, value: unknown, place: string): void {
  const from = members(value, place, ["hash", "proof"]);
  const unsigned = `${json.slice(0, json.lastIndexOf(',"signature":'))}}`;
  const h = b64(digest(utf8(unsigned)));
  if (text(from, "hash", place) !== h) refuse("other_hash", `${place}/hash`);
  const proof = readProof(from.proof, `${place}/proof`);
  if (!knowsLog(`sig|${h}|`, credential, proof)) refuse("bad_signature", place);
}

/* Reads a ballot's canonical text and checks everything about it but whose credential it is. */
export function checkBallot(booth: Booth, json: string, place = ""): Ballot {
  const { election, phi } = booth;
  const value = readJson(json, place);
  if (JSON.stringify(value) !== json) refuse("not_canonical", place);
  const from = members(value, place, [
    "election_uuid",
    "election_hash",
    "credential",
    "answers",
    "signature",
  ]);
  if (from.election_uuid !== election.uuid || from.election_hash !== phi)
    refuse("other_election", place);
  const credential = text(from, "credential", place);
  const key = readElement(credential, `${place}/credential`);
  checkSignature(json, key, from.signature, `${place}/signature`);
  const S0 = `${phi}|${credential}`;
  const choices = listOf(
    from.answers,
    `${place}/answers`,
    (answer, at, index) =>
      checkAnswer(booth, election.questions[index] as Question, S0, answer, at),
    election.questions.length,
  );
  return { credential, choices };
}
