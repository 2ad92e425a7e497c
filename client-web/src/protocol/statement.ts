/* Signed statements (DSSE v1): a payload of a named kind, signed by an Ed25519 key over an encoding
 * that binds the kind to the bytes. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { base64, hex, joined, unbase64, utf8 } from "./bytes";
import { digest } from "./digest";
import { refuse } from "./errors";

export interface Signer {
  secret: Uint8Array; // Ed25519 seed, 32 bytes
  public: Uint8Array;
}

const typeOf = (kind: string): string => `application/vnd.gongyi.${kind}+json`;

/* DSSE's pre-authentication encoding. */
function encoded(type: string, payload: Uint8Array): Uint8Array {
  const head = utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `);
  return joined(head, payload);
}

export function newSigner(secret: Uint8Array): Signer {
  return { secret, public: ed25519.getPublicKey(secret) };
}

/* The envelope's JSON. */
export function signStatement(kind: string, payload: string, signer: Signer): string {
  const bytes = utf8(payload);
  const sig = ed25519.sign(encoded(typeOf(kind), bytes), signer.secret);
  return JSON.stringify({
    payloadType: typeOf(kind),
    payload: base64(bytes),
    signatures: [{ keyid: hex(digest(signer.public)), sig: base64(sig) }],
  });
}

function signedBy(message: Uint8Array, key: Uint8Array, sig: unknown): boolean {
  const bytes = typeof sig === "string" ? unbase64(sig) : undefined;
  return bytes?.length === 64 && ed25519.verify(bytes, message, key, { zip215: false });
}

/* The payload of an envelope of this kind that the key signed. Throws a ProtocolError. */
export function openStatement(envelope: string, kind: string, key: Uint8Array): string {
  let value;
  try {
    value = JSON.parse(envelope) as {
      payloadType?: unknown;
      payload?: unknown;
      signatures?: { sig?: unknown }[];
    };
  } catch {
    refuse("not_json", "");
  }
  if (value?.payloadType !== typeOf(kind)) refuse("other_kind", "/payloadType");
  const payload = typeof value.payload === "string" ? unbase64(value.payload) : undefined;
  if (!payload) refuse("not_base64", "/payload");
  const message = encoded(typeOf(kind), payload);
  const signatures = Array.isArray(value.signatures) ? value.signatures : [];
  if (!signatures.some(({ sig }) => signedBy(message, key, sig)))
    refuse("bad_signature", "/signatures");
  return new TextDecoder("utf-8", { fatal: true }).decode(payload);
}

/* The key in "<name>+<id>+<base64 of type and key>" (C2SP signed-note), whose id must be its own. */
export function readNoteKey(text: string): { name: string; public: Uint8Array } {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const [, name = "", id, coded = ""] = parts ?? [];
  const bytes = unbase64(coded);
  if (!parts || bytes?.length !== 33 || bytes[0] !== 1) refuse("not_a_key", "");
  const hashed = digest(joined(utf8(`${name}\n`), bytes));
  if (hex(hashed.subarray(0, 4)) !== id) refuse("not_a_key", "");
  return { name, public: bytes.subarray(1) };
}
