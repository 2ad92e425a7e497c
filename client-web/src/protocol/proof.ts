/* Schnorr proofs as texts, and the two checks they are made for (sections 7 to 10). */
import {
  g,
  hashPoints,
  mod,
  type Point,
  power,
  publicPower,
  type RandomBytes,
  randomScalar,
  readPoint,
  readScalar,
} from "./group";
import { refuse } from "./errors";
import { members, text } from "./json";

export interface Proof {
  challenge: bigint;
  response: bigint;
}

export const proofText = ({ challenge, response }: Proof): string =>
  `{"challenge":"${challenge}","response":"${response}"}`;

function readExponent(value: string, place: string): bigint {
  return readScalar(value) ?? refuse("not_a_scalar", place);
}

export function readProof(value: unknown, place: string): Proof {
  const from = members(value, place, ["challenge", "response"]);
  return {
    challenge: readExponent(text(from, "challenge", place), `${place}/challenge`),
    response: readExponent(text(from, "response", place), `${place}/response`),
  };
}

/* The element a member of a document names. */
export function readElement(value: unknown, place: string): Point {
  return (typeof value === "string" && readPoint(value)) || refuse("not_an_element", place);
}

/* base^response · result^challenge: what the prover committed to, if it knew log of result. */
export const committed = (base: Point, result: Point, { challenge, response }: Proof): Point =>
  publicPower(base, response).add(publicPower(result, challenge));

/* Proves knowledge of the logarithm `x` of g^x. */
export function prove(prefix: string, x: bigint, random: RandomBytes): Proof {
  const w = randomScalar(random);
  const challenge = hashPoints(prefix, [power(g, w)]);
  return { challenge, response: mod(w - x * challenge) };
}

/* Whether the proof shows the logarithm of `x` for this prefix. */
export const knowsLog = (prefix: string, x: Point, proof: Proof): boolean =>
  hashPoints(prefix, [committed(g, x, proof)]) === proof.challenge;

/* Whether the proof is a signature on `message` by the key x (section 9). */
export const signedMessage = (message: string, x: Point, proof: Proof): boolean =>
  knowsLog(`sigmsg|${message}|`, x, proof);
