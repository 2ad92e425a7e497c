/* The trustees of an election (sections 8 and 9): that every key was made by somebody who knows its
 * other half, and that the threshold keys belong together as their certificates say. */
import { refuse } from "./errors";
import { identity, mod, type Point, pointText, publicPower, q } from "./group";
import { count, type Json, listOf, members, readJson, text } from "./json";
import { knowsLog, type Proof, proofText, readElement, readProof, signedMessage } from "./proof";

const group = "Ed25519";

/* Trustees of whom `threshold` open a tally together; a single one is a group of her own. */
export interface TrusteeGroup {
  threshold: number;
  keys: readonly Point[]; // each trustee's; powers of her key decrypt
}

export interface Trustees {
  groups: readonly TrusteeGroup[]; // numbered from 1 through all of them
  y: Point; // the election's key
}

const product = (points: readonly Point[]): Point =>
  points.reduce((sum, point) => sum.add(point), identity);

interface Key {
  point: Point;
  from: Json;
}

function readKey(value: unknown, place: string, names: readonly string[]): Key {
  const from = members(value, place, ["pok", "public_key", ...names]);
  const point = readElement(from.public_key, `${place}/public_key`);
  const prefix = `pok|${group}|${pointText(point)}|`;
  if (!knowsLog(prefix, point, readProof(from.pok, `${place}/pok`)))
    refuse("bad_proof", `${place}/pok`);
  return { point, from };
}

/* ---- one trustee by herself ---- */

interface Part extends TrusteeGroup {
  y: Point;
}

function readSingle(value: unknown, place: string): Part {
  const { point } = readKey(value, place, []);
  return { threshold: 1, keys: [point], y: point };
}

/* ---- a threshold of several ---- */

export interface Signed {
  message: string;
  signature: Proof;
}

function readSigned(value: unknown, place: string): Signed {
  const from = members(value, place, ["message", "signature"]);
  return {
    message: text(from, "message", place),
    signature: readProof(from.signature, `${place}/signature`),
  };
}

export const signedText = ({ message, signature }: Signed): string =>
  `{"message":${JSON.stringify(message)},"signature":${proofText(signature)}}`;

export interface Certificate extends Signed {
  verification: Point;
}

export interface Size {
  threshold: number;
  n: number;
}

/* What a trustee certifies: her number (`index`, from 0) among so many, and her two keys. */
export const certificateMessage = (
  index: number,
  { threshold, n }: Size,
  verification: Point,
  encryption: Point,
): string =>
  `{"context":{"group":"${group}","size":${n},"threshold":${threshold},"index":${index + 1}},` +
  `"verification":"${pointText(verification)}","encryption":"${pointText(encryption)}"}`;

/* What she signs of all certificates together with her own polynomial. */
export function agreementMessage(all: readonly Signed[], own: readonly Point[]): string {
  const coefexps = own.map((point) => `"${pointText(point)}"`).join(",");
  return `certs_sig|{"certs":[${all.map(signedText).join(",")}],"coefexps":[${coefexps}]}`;
}

/* Signed by itself; it names its number among so many. */
export function readCertificate(
  value: unknown,
  place: string,
  index: number,
  { threshold, n }: Size,
): Certificate {
  const signed = readSigned(value, place);
  const from = members(readJson(signed.message, place), place, [
    "context",
    "verification",
    "encryption",
  ]);
  const context = members(from.context, `${place}/context`, ["group", "size", "threshold", "index"]);
  const expected: Json = { group, size: n, threshold, index: index + 1 };
  if (Object.keys(expected).some((name) => context[name] !== expected[name]))
    refuse("other_context", `${place}/context`);
  const verification = readElement(from.verification, `${place}/verification`);
  readElement(from.encryption, `${place}/encryption`);
  if (!signedMessage(signed.message, verification, signed.signature))
    refuse("bad_signature", place);
  return { ...signed, verification };
}

/* A trustee's polynomial in the exponent, signed by her. */
export function readPolynomial(
  value: unknown,
  place: string,
  { verification }: Certificate,
  threshold: number,
): Point[] {
  const signed = readSigned(value, place);
  if (!signedMessage(signed.message, verification, signed.signature))
    refuse("bad_signature", place);
  const from = members(readJson(signed.message, place), place, ["coefexps"]);
  return listOf(from.coefexps, `${place}/coefexps`, readElement, threshold);
}

/* The product over all polynomials at j: the key of trustee j. */
export function keyAt(polynomials: readonly Point[][], j: number): Point {
  const at = BigInt(j);
  return product(
    polynomials.map((coefficients) =>
      coefficients.reduceRight((sum, A) => publicPower(sum, at).add(A), identity),
    ),
  );
}

/* The key that trustee decrypts with, under her own signature. */
export function readShareKey(
  value: unknown,
  place: string,
  { verification }: Certificate,
  expected: Point,
): Point {
  const { point, from } = readKey(value, place, ["signature"]);
  if (!expected.equals(point)) refuse("other_key", place);
  const proof = readProof(from.signature, `${place}/signature`);
  if (!signedMessage(pointText(point), verification, proof)) refuse("bad_signature", place);
  return point;
}

function readPedersen(value: unknown, place: string): Part {
  const from = members(value, place, [
    "threshold",
    "certs",
    "coefexps",
    "signatures",
    "verification_keys",
  ]);
  const n = Array.isArray(from.certs) ? from.certs.length : 0;
  const threshold = count(from, "threshold", place);
  if (threshold < 1 || threshold >= n) refuse("impossible_limits", `${place}/threshold`);
  const certificates = listOf(from.certs, `${place}/certs`, (one, at, index) =>
    readCertificate(one, at, index, { threshold, n }),
  );
  /* one item of each trustee */
  const each = <T>(
    name: string,
    item: (value: unknown, at: string, owner: Certificate, index: number) => T,
  ): T[] =>
    listOf(
      from[name],
      `${place}/${name}`,
      (one, at, index) => item(one, at, certificates[index] as Certificate, index),
      n,
    );
  const polynomials = each("coefexps", (one, at, owner) =>
    readPolynomial(one, at, owner, threshold),
  );
  each("signatures", (one, at, { verification }, index) => {
    const message = agreementMessage(certificates, polynomials[index] as Point[]);
    if (!signedMessage(message, verification, readProof(one, at))) refuse("bad_signature", at);
  });
  const keys = each("verification_keys", (one, at, owner, index) =>
    readShareKey(one, at, owner, keyAt(polynomials, index + 1)),
  );
  return { threshold, keys, y: product(polynomials.map(([first]) => first as Point)) };
}

/* ---- all of them ---- */

function readItem(value: unknown, place: string): Part {
  const [kind, body] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
  if (kind === "Single") return readSingle(body, place);
  if (kind === "Pedersen") return readPedersen(body, place);
  return refuse("not_a_trustee", place);
}

/* trustees.json. Throws a ProtocolError for the first thing that does not hold. */
export function readTrustees(json: string): Trustees {
  const parts = listOf(readJson(json), "", readItem);
  return { groups: parts, y: product(parts.map(({ y }) => y)) };
}

/* ---- together ---- */

function inverse(n: bigint): bigint {
  let [a, b, x, y] = [mod(n), q, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return mod(x);
}

/* What the factors of a group's trustees come to, by their numbers within it from 1 (section 10). */
export function interpolate(factors: ReadonlyMap<number, Point>): Point {
  const indexes = [...factors.keys()].map(BigInt);
  const coefficient = (j: bigint) =>
    indexes
      .filter((k) => k !== j)
      .reduce((product, k) => mod(product * k * inverse(k - j)), 1n);
  return product(
    [...factors].map(([j, factor]) => publicPower(factor, coefficient(BigInt(j)))),
  );
}

