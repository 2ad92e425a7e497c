/* The public record as an outsider checks it: signed heads (C2SP tlog-checkpoint), and proofs in a
 * Merkle tree (RFC 6962 section 2.1) that an entry is there and that nothing before was changed. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { hex, joined, unbase64, unhex, utf8 } from "./bytes";
import { digest } from "./digest";
import { refuse } from "./errors";
import { readNoteKey } from "./statement";

/* A head of the record: so many entries, and the hash over all of them (hexadecimal). */
export interface Head {
  size: number;
  root: string;
}

const hashBytes = 32;
const pathMax = 64;

export const leafHash = (entry: Uint8Array): Uint8Array =>
  digest(joined(Uint8Array.of(0), entry));
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  digest(joined(Uint8Array.of(1), left, right));

function readSize(text: string | undefined): number {
  if (text === undefined || !/^(0|[1-9]\d{0,15})$/.test(text)) refuse("not_a_number", "/size");
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : refuse("not_a_number", "/size");
}

function readHash(text: string, place: string): Uint8Array {
  const bytes = unbase64(text);
  return bytes?.length === hashBytes && text.length === 44 ? bytes : refuse("not_a_hash", place);
}

/* A line "— name base64": four bytes that tell the key, then the signature. */
function signedLine(line: string, name: string, id: string): Uint8Array | undefined {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "—" || parts[1] !== name) return undefined;
  const bytes = unbase64(parts[2] as string);
  return bytes?.length === 68 && hex(bytes.subarray(0, 4)) === id ? bytes.subarray(4) : undefined;
}

/* The head that a checkpoint states; `key` as recordState gives it. Throws a ProtocolError. */
export function openCheckpoint(note: string, key: string): Head {
  const { name, public: publicKey } = readNoteKey(key);
  const end = note.indexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) refuse("not_a_checkpoint", "");
  const text = note.slice(0, end + 1);
  const [origin, size, root, ...rest] = text.slice(0, -1).split("\n");
  if (origin !== name || root === undefined || rest.length) refuse("not_a_checkpoint", "");
  const id = key.slice(name.length + 1, name.length + 9);
  const message = utf8(text);
  const good = note
    .slice(end + 2, -1)
    .split("\n")
    .map((line) => signedLine(line, name, id))
    .some((sig) => sig && ed25519.verify(sig, message, publicKey, { zip215: false }));
  if (!good) refuse("bad_signature", "/checkpoint");
  return { size: readSize(size), root: hex(readHash(root, "/root")) };
}

/* RFC 9162 section 2.1.3.2. */
function rootFrom(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]) {
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const node of path) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(node, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      r = nodeHash(r, node);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? r : undefined;
}

export function checkInclusion(
  leaf: Uint8Array,
  index: number,
  head: Head,
  path: readonly Uint8Array[],
): void {
  if (index >= head.size || path.length > pathMax) refuse("bad_proof", "/index");
  const root = rootFrom(leaf, index, head.size, path);
  if (!root || hex(root) !== head.root) refuse("bad_proof", "/path");
}

/* RFC 9162 section 2.1.4.2: the newer head only added to the older one. */
export function checkConsistency(from: Head, to: Head, lines: readonly string[]): void {
  const path = lines.map((line, i) => readHash(line, `/path/${i}`));
  if (from.size > to.size) refuse("shrunk", "/size");
  if (from.size === to.size || from.size === 0) {
    if (path.length || (from.size === to.size && from.root !== to.root)) refuse("bad_proof", "/path");
    return;
  }
  const nodes = isPowerOfTwo(from.size) ? [unhex(from.root) ?? refuse("not_a_hash", "/root"), ...path] : path;
  if (!consistent(from, to, nodes)) refuse("bad_proof", "/path");
}

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n));

function consistent(from: Head, to: Head, nodes: readonly Uint8Array[]): boolean {
  const [first, ...rest] = nodes;
  if (!first) return false;
  let [fn, sn] = [from.size - 1, to.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [fr, sr] = [first, first];
  for (const node of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(node, fr);
      sr = nodeHash(node, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      sr = nodeHash(sr, node);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && hex(fr) === from.root && hex(sr) === to.root;
}

/* A proof that stands by itself (C2SP tlog-proof) for an entry's exact bytes; the head it leads to. */
export function openProof(entry: string, proof: string, key: string): Head {
  const split = proof.indexOf("\n\n");
  const [heading, ...lines] = proof.slice(0, Math.max(split, 0)).split("\n");
  if (heading !== "c2sp.org/tlog-proof@v1") refuse("not_a_proof", "");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const [indexLine, ...path] = lines;
  if (!indexLine?.startsWith("index ")) refuse("not_a_proof", "/index");
  const index = readSize(indexLine.slice(6));
  const head = openCheckpoint(proof.slice(split + 2), key);
  const nodes = path.map((line, i) => readHash(line, `/path/${i}`));
  checkInclusion(leafHash(utf8(entry)), index, head, nodes);
  return head;
}
