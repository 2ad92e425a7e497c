/* What a phone says of a ballot before it knows whether it will be tested, and what it reveals when
 * it is (crypto/README.md, "Testing the device"): one text each, short enough for a QR code.
 *
 *   1.UUID.HASH
 *   1.UUID.HASH.REST     REST: public credential, seed, one bit for each choice */
import { b64, hex, joined, unbase64, unhex } from "./bytes";
import type { Election } from "./election";
import { refuse } from "./errors";

/* One question's marks: indexes of its answers, or blank. */
export interface Marks {
  chosen: readonly number[];
  blank: boolean;
}

export interface Committed {
  round: string; // uuid
  hash: string; // hexadecimal
}

export interface Revealed extends Committed {
  credential: string; // the public half's text
  seed: Uint8Array;
  bits: Uint8Array;
}

const pointBytes = 32;
const seedBytes = 32;

const url64 = (bytes: Uint8Array): string =>
  b64(bytes).replace(/[+/]/g, (digit) => (digit === "+" ? "-" : "_"));

/* One spelling: neither the other alphabet nor padding. */
function unurl64(text: string): Uint8Array | undefined {
  if (/[+/=]/.test(text)) return undefined;
  return unbase64(text.replace(/[-_]/g, (digit) => (digit === "-" ? "+" : "/")));
}

export const committedText = ({ round, hash }: Committed): string =>
  `1.${round}.${url64(unhex(hash) as Uint8Array)}`;

export const revealedText = (revealed: Revealed): string =>
  `${committedText(revealed)}.${url64(
    joined(unhex(revealed.credential) as Uint8Array, revealed.seed, revealed.bits),
  )}`;

/* Reads a text, or a link that ends with it behind its #; what is missing was not revealed yet.
 * Throws a ProtocolError. */
export function readRevealed(said: string): Committed | Revealed {
  const [version, round = "", hash = "", rest, ...more] = said.slice(said.lastIndexOf("#") + 1).split(".");
  const digest = unurl64(hash);
  if (version !== "1" || more.length || !/^[0-9A-Za-z]{14,64}$/.test(round)) refuse("not_revealed", "");
  if (digest?.length !== 32) refuse("not_revealed", "/hash");
  const committed = { round, hash: hex(digest) };
  if (rest === undefined) return committed;
  const bytes = unurl64(rest);
  const secret = pointBytes + seedBytes;
  if (!bytes || bytes.length <= secret) refuse("not_revealed", "/rest");
  return {
    ...committed,
    credential: hex(bytes.subarray(0, pointBytes)),
    seed: bytes.slice(pointBytes, secret),
    bits: bytes.slice(secret),
  };
}

/* One bit for each choice of the election, the first the highest of its byte, filled up with zeros. */
export function bitsOf(values: readonly number[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, i) => (bits[i >> 3] = (bits[i >> 3] as number) | (value << (7 - (i & 7)))));
  return bits;
}

/* The marks that bits stand for. */
export function marksOf({ questions }: Election, bits: Uint8Array): Marks[] {
  let at = 0;
  const next = (): boolean => {
    const bit = ((bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    at++;
    return bit === 1;
  };
  const marks = questions.map(({ answers, blank: mayBeBlank }) => {
    const blank = mayBeBlank && next();
    return { blank, chosen: answers.map((_, i) => i).filter(next) };
  });
  const size = Math.ceil(at / 8);
  while (at < 8 * size) if (next()) refuse("not_revealed", "/rest");
  if (bits.length !== size) refuse("not_revealed", "/rest");
  return marks;
}
