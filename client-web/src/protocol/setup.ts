/* A trustee's side of the threshold set-up (section 9, steps 1 to 5): what the service said goes in,
 * what to say next comes out. The service is trusted with nothing but passing on: every announcement
 * is checked here again, and what this trustee said herself must come back unchanged. The file is
 * the one that `gongyi trustee` keeps. */
import { boxKey, openBox, sealBox } from "./box";
import { base64, bigEndian, hex, unbase64, utf8 } from "./bytes";
import { digest } from "./digest";
import { randomBase58 } from "./credential";
import { refuse } from "./errors";
import {
  g,
  mod,
  type Point,
  pointText,
  power,
  type RandomBytes,
  randomScalar,
} from "./group";
import { readJson } from "./json";
import { prove, proofText, readProof, signedMessage } from "./proof";
import {
  agreementMessage,
  type Certificate,
  certificateMessage,
  keyAt,
  readCertificate,
  readPolynomial,
  readShareKey,
  type Signed,
  signedText,
} from "./trustees";

export interface TrusteeFile {
  seed: string;
  election: number; // its number at the service
  number?: number; // of the trustee, from 1
  certificate?: string;
  box_key?: string;
  box_signature?: string;
  compared?: string; // digest (hex) of all certificates, as they were shown
  polynomial?: string;
  agreement?: string;
  shares?: string[]; // the sealed ones, by receiver
  verification_key?: string;
  decryption_key?: string;
  opened?: { uuid: string; hash: string }[];
}

/* What one trustee announced, as the service shows it. */
export interface Announced {
  name?: string | undefined;
  certificate?: string | undefined;
  box_key?: string | undefined;
  box_signature?: string | undefined;
  polynomial?: string | undefined;
  agreement?: string | undefined;
  verification_key?: string | undefined;
  sealed?: string | undefined; // her share for the one who asks
}

export interface SetupView {
  threshold: number;
  number: number; // of the one who asks
  rows: readonly Announced[]; // by number − 1
}

/* certificate, commitment, key: to be announced. compare: people compare the fingerprints first. */
export type Step = "certificate" | "commitment" | "key" | "compare" | "wait" | "ready";

export interface Next {
  file: TrusteeFile;
  step: Step;
}

const seedDigits = 22;

export const newTrusteeFile = (election: number, random: RandomBytes): TrusteeFile => ({
  seed: randomBase58(seedDigits, random),
  election,
});

const secretOf = (name: string, seed: string): bigint =>
  mod(bigEndian(digest(utf8(`${name}|${seed}`))));

/* ---- what the others said ---- */

interface State {
  file: TrusteeFile;
  view: SetupView;
  own: number; // number − 1
  random: RandomBytes;
  boxes: Uint8Array[];
  certificates: Certificate[];
  polynomials: Point[][];
  keys: Point[];
}

const announcement = (i: number, what: string): never =>
  refuse("announcement", `/${i + 1}/${what}`);

function readRow(state: State, i: number, { certificate = "", ...row }: Announced): void {
  const place = `/${i + 1}/certificate`;
  const size = { threshold: state.view.threshold, n: state.view.rows.length };
  const read = readCertificate(readJson(certificate, place), place, i, size);
  const box = unbase64(row.box_key ?? "");
  const signature = readProof(readJson(row.box_signature ?? "", place), place);
  if (
    signedText(read) !== certificate ||
    box?.length !== 32 ||
    !signedMessage(`{"box":"${row.box_key}"}`, read.verification, signature)
  )
    announcement(i, "certificate");
  state.certificates[i] = read;
  state.boxes[i] = box as Uint8Array;
}

function readCommitment(state: State, i: number, row: Announced): void {
  const place = `/${i + 1}/polynomial`;
  const owner = state.certificates[i] as Certificate;
  const coefficients = readPolynomial(
    readJson(row.polynomial ?? "", place),
    place,
    owner,
    state.view.threshold,
  );
  const agreement = readProof(readJson(row.agreement ?? "", place), place);
  const message = agreementMessage(state.certificates, coefficients);
  if (!row.sealed || !signedMessage(message, owner.verification, agreement))
    announcement(i, "polynomial");
  state.polynomials[i] = coefficients;
}

function readKey(state: State, i: number, row: Announced): void {
  const place = `/${i + 1}/verification_key`;
  const owner = state.certificates[i] as Certificate;
  const expected = keyAt(state.polynomials, i + 1);
  const value = readJson(row.verification_key ?? "", place);
  state.keys[i] = readShareKey(value, place, owner, expected);
}

/* Each kind of announcement needs all of the one before. */
function readAll(state: State): void {
  const { rows } = state.view;
  const kinds = [
    ["certificate", readRow, undefined],
    ["polynomial", readCommitment, state.certificates],
    ["verification_key", readKey, state.polynomials],
  ] as const;
  for (const [member, read, needed] of kinds)
    rows.forEach((row, i) => {
      if (row[member] === undefined) return;
      if (needed && !full(needed, rows.length)) announcement(i, member);
      read(state, i, row);
    });
}

const full = (list: readonly unknown[], n: number): boolean =>
  list.filter((one) => one !== undefined).length === n;

/* The service shows of this trustee what her file has, or nothing yet. */
function checkOwn({ file, view, own }: State): void {
  if (file.number !== view.number) refuse("setup_begun", "/number");
  const members = ["certificate", "box_key", "polynomial", "agreement", "verification_key"] as const;
  for (const member of members) {
    const shown = view.rows[own]?.[member];
    if (shown !== undefined && shown !== file[member]) refuse("setup_begun", `/${member}`);
  }
}

/* ---- what this one says ---- */

function sign(message: string, secret: bigint, random: RandomBytes): Signed {
  return { message, signature: prove(`sigmsg|${message}|`, secret, random) };
}

function certify({ file, view, own, random }: State): TrusteeFile {
  if (file.certificate) return file;
  const [sk, dk] = [secretOf("sk", file.seed), secretOf("dk", file.seed)];
  const size = { threshold: view.threshold, n: view.rows.length };
  const message = certificateMessage(own, size, power(g, sk), power(g, dk));
  const box_key = base64(boxKey(file.seed).public);
  return {
    ...file,
    certificate: signedText(sign(message, sk, random)),
    box_key,
    box_signature: proofText(sign(`{"box":"${box_key}"}`, sk, random).signature),
  };
}

const valueAt = (coefficients: readonly bigint[], j: number): bigint =>
  coefficients.reduceRight((sum, a) => mod(sum * BigInt(j) + a), 0n);

/* 32 bytes, the lowest first. */
function scalarBytes(n: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n));
}

/* The coefficients are needed once: her own share is sealed to herself. */
function commit({ file, view, random, certificates, boxes }: State): TrusteeFile {
  if (file.polynomial) return file;
  const sk = secretOf("sk", file.seed);
  const coefficients = Array.from({ length: view.threshold }, () => randomScalar(random));
  const points = coefficients.map((a) => power(g, a));
  const texts = points.map((point) => `"${pointText(point)}"`).join(",");
  const box = boxKey(file.seed);
  return {
    ...file,
    polynomial: signedText(sign(`{"coefexps":[${texts}]}`, sk, random)),
    agreement: proofText(sign(agreementMessage(certificates, points), sk, random).signature),
    shares: boxes.map((to, i) =>
      base64(sealBox(scalarBytes(valueAt(coefficients, i + 1)), box, to, random)),
    ),
  };
}

function openShare({ file, view, own, boxes, polynomials }: State, from: number): bigint {
  const sealed = unbase64(view.rows[from]?.sealed ?? "") ?? new Uint8Array();
  const bytes = openBox(sealed, boxes[from] as Uint8Array, boxKey(file.seed));
  const share = bytes?.length === 32 ? bigEndian(bytes.reverse()) : undefined;
  const expected = keyAt([polynomials[from] as Point[]], own + 1);
  if (share === undefined || !power(g, mod(share)).equals(expected))
    return refuse("share", `/${from + 1}`);
  return share;
}

function finish(state: State): TrusteeFile {
  const { file, view, own, random } = state;
  if (file.verification_key) return file;
  const x = view.rows.reduce((sum, _, from) => mod(sum + openShare(state, from)), 0n);
  const X = pointText(power(g, x));
  const sk = secretOf("sk", file.seed);
  const pok = proofText(prove(`pok|Ed25519|${X}|`, x, random));
  const signature = proofText(sign(X, sk, random).signature);
  const verification_key = `{"pok":${pok},"public_key":"${X}","signature":${signature}}`;
  readKey(state, own, { verification_key });
  return { ...file, verification_key, decryption_key: String(x) };
}

/* ---- the next step ---- */

export const certificatesHash = (texts: readonly string[]): string =>
  hex(digest(utf8(texts.join(""))));

function secondHalf(state: State): Next {
  const { file, view, own } = state;
  const n = view.rows.length;
  const row = view.rows[own] as Announced;
  if (row.polynomial === undefined) return { file: commit(state), step: "commitment" };
  if (full(state.polynomials, n) && row.verification_key === undefined)
    return { file: finish(state), step: "key" };
  return { file, step: full(state.keys, n) ? "ready" : "wait" };
}

/* Says which step is due and gives the file with what it announces, which is kept before anything is
 * sent. `confirmed` counts only for the certificates an earlier call answered "compare" for. Throws a
 * ProtocolError: "announcement" names what another trustee announced and does not hold, "share" whose
 * share does not fit, "setup_begun" what does not belong to this file. */
export function setupNext(
  before: TrusteeFile,
  view: SetupView,
  confirmed: boolean,
  random: RandomBytes,
): Next {
  const file = { ...before, number: before.number ?? view.number };
  const own = view.number - 1;
  const state: State = {
    ...{ file, view, own, random },
    ...{ boxes: [], certificates: [], polynomials: [], keys: [] },
  };
  checkOwn(state);
  readAll(state);
  if (view.rows[own]?.certificate === undefined) return { file: certify(state), step: "certificate" };
  if (!full(state.certificates, view.rows.length)) return { file, step: "wait" };
  const compared = certificatesHash(view.rows.map(({ certificate }) => certificate ?? ""));
  if (file.polynomial && file.compared !== compared) refuse("setup_begun", "/certificate");
  if (!file.polynomial && (file.compared !== compared || !confirmed))
    return { file: { ...file, compared }, step: "compare" };
  return secondHalf(state);
}
