/* The prime-order group of edwards25519, written multiplicatively as the protocol does: g, x·y, x^n
 * (specification section 3.1). Scalars are numbers below q. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { bigEndian, hex, unhex, utf8 } from "./bytes";
import { digest } from "./digest";

const Curve = ed25519.Point;
export type Point = InstanceType<typeof Curve>;

/* The order of the group. */
export const q = Curve.Fn.ORDER;
export const g: Point = Curve.BASE;
export const identity: Point = Curve.ZERO;

export const mod = (n: bigint): bigint => ((n % q) + q) % q;

/* x^n; for secret n. A point that is used often: call prepare() on it before. */
export const power = (x: Point, n: bigint): Point => (n === 0n ? identity : x.multiply(n));

/* x^n where everybody may know n: faster, and its time depends on n. */
export const publicPower = (x: Point, n: bigint): Point =>
  n === 0n ? identity : x.multiplyUnsafe(n);

/* Makes later powers of x cheap. */
export const prepare = (x: Point): Point => x.precompute(8, false);

/* 64 hexadecimal digits, the highest first: the usual 32 bytes in reverse. */
export const pointText = (x: Point): string => hex(x.toBytes().reverse());

/* The element a text names; undefined when it names none. The identity is none unless asked for:
 * only sums may be it. */
export function readPoint(text: string, identityToo = false): Point | undefined {
  const bytes = text.length === 64 ? unhex(text) : undefined;
  if (!bytes) return undefined;
  try {
    const x = Curve.fromBytes(bytes.reverse(), false);
    return x.isTorsionFree() && (identityToo || !x.is0()) ? x : undefined;
  } catch {
    return undefined;
  }
}

/* A scalar is written in decimal digits without leading zeros. */
export function readScalar(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,76})$/.test(text)) return undefined;
  const n = BigInt(text);
  return n < q ? n : undefined;
}

/* hash(prefix; e₁,…,eₙ) of section 7. */
export const hashPoints = (prefix: string, points: readonly Point[]): bigint =>
  mod(bigEndian(digest(utf8(prefix + points.map(pointText).join(",")))));

/* Where randomness comes from: the browser, or a seed that can be shown afterwards (seed.ts). */
export type RandomBytes = (n: number) => Uint8Array;

export const systemRandom: RandomBytes = (n) => crypto.getRandomValues(new Uint8Array(n));

/* Uniform but for 2^-259: 64 bytes as a number, the first of them the lowest. */
export const randomScalar = (random: RandomBytes): bigint => mod(bigEndian(random(64).reverse()));
