/* How trustees send each other their shares (crypto/README.md): libsodium's crypto_box, which is
 * X25519, HSalsa20 and XSalsa20-Poly1305, with the nonce in front. The key follows from the
 * trustee's seed. */
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { joined, utf8 } from "./bytes";
import { digest } from "./digest";
import type { RandomBytes } from "./group";

export interface BoxKey {
  secret: Uint8Array;
  public: Uint8Array;
}

const nonceBytes = 24;
const words = (bytes: Uint8Array): Uint32Array =>
  new Uint32Array(bytes.slice().buffer, 0, bytes.length / 4);
const sigma = words(utf8("expand 32-byte k"));

/* crypto_box_seed_keypair of SHA-256("gongyi-box|" seed). */
export function boxKey(seed: string): BoxKey {
  const secret = sha512(digest(utf8(`gongyi-box|${seed}`))).slice(0, 32);
  return { secret, public: x25519.getPublicKey(secret) };
}

/* crypto_box_beforenm. Every phone there is keeps its words little end first, as Salsa20 wants them. */
function sharedKey(secret: Uint8Array, other: Uint8Array): Uint8Array {
  const out = new Uint32Array(8);
  hsalsa(sigma, words(x25519.getSharedSecret(secret, other)), new Uint32Array(4), out);
  return new Uint8Array(out.buffer);
}

export function sealBox(
  message: Uint8Array,
  from: BoxKey,
  to: Uint8Array,
  random: RandomBytes,
): Uint8Array {
  const nonce = random(nonceBytes);
  return joined(nonce, xsalsa20poly1305(sharedKey(from.secret, to), nonce).encrypt(message));
}

/* undefined: it was not sealed by `from` for this key. */
export function openBox(sealed: Uint8Array, from: Uint8Array, to: BoxKey): Uint8Array | undefined {
  try {
    const nonce = sealed.subarray(0, nonceBytes);
    return xsalsa20poly1305(sharedKey(to.secret, from), nonce).decrypt(sealed.subarray(nonceBytes));
  } catch {
    return undefined;
  }
}
