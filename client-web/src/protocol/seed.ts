/* A seed's stream: block n is SHA-512("gongyi:seed:1" LF || seed || n in 8 bytes, the highest first),
 * n from 0, and every call begins a new block (crypto/README.md, "Testing the device"). */
import { sha512 } from "@noble/hashes/sha2.js";
import { joined, utf8 } from "./bytes";
import type { RandomBytes } from "./group";

export const seedBytes = 32;
const blockBytes = 64;
const label = utf8("gongyi:seed:1\n");

/* Reads the seed at every call: once it is wiped, the stream is another. */
export function seeded(seed: Uint8Array): RandomBytes {
  let blocks = 0;
  const next = (): Uint8Array => {
    const number = new DataView(new ArrayBuffer(8));
    number.setUint32(4, blocks++); /* no ballot draws 2^32 times */
    return sha512(joined(label, seed, new Uint8Array(number.buffer)));
  };
  return (n) =>
    joined(...Array.from({ length: Math.ceil(n / blockBytes) }, next)).subarray(0, n);
}
