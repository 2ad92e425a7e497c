/* SHA-256, in a file of its own: pages that only spell bytes do not load it. */
import "./floor";
import { sha256 } from "@noble/hashes/sha2.js";

export const digest = (bytes: Uint8Array): Uint8Array => sha256(bytes);
