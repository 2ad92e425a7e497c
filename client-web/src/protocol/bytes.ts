/* Bytes and their spellings: text, hexadecimal, and base64 without the final "=". */
const encoder = new TextEncoder();
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/* The bytes of lower-case hexadecimal digits; undefined when it is none. */
export function unhex(text: string): Uint8Array | undefined {
  if (text.length % 2 || !/^[0-9a-f]*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

export function b64(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = Math.min(3, bytes.length - i);
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k <= left; k++) out += alphabet[(word >> (18 - 6 * k)) & 63];
  }
  return out;
}

/* Padded, as RFC 4648 section 4 has it. */
export const base64 = (bytes: Uint8Array): string =>
  b64(bytes) + "=".repeat((3 - (bytes.length % 3)) % 3);

/* Of either spelling; undefined when it is neither or its last bits are not zero. */
export function unbase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/={1,2}$/, "");
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let word = 0;
  let at = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = alphabet.indexOf(digits[i] as string);
    if (value < 0) return undefined;
    word = ((word << 6) | value) & 0xffffff;
    if (i % 4 && at < out.length) out[at++] = (word >> (6 - 2 * (i % 4))) & 255;
  }
  return b64(out) === digits && (text.length % 4 === 0 || text === digits) ? out : undefined;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/* A number from bytes, the first of them the highest. */
export const bigEndian = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes) || "0"}`);
