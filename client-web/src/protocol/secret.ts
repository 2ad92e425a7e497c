/* From a credential and a round's uuid to the scalar that signs ballots (section 6). */
import { bigEndian, utf8 } from "./bytes";
import { digest } from "./digest";
import { g, mod, type Point, pointText, power } from "./group";

export interface Key {
  secret: bigint;
  point: Point; // the public credential
}

/* The public halves of one credential for an election's rounds, in the order of their uuids. */
export const publicHalves = (uuids: readonly string[], credential: string): string[] =>
  uuids.map((uuid) => pointText(deriveKey(uuid, credential).point));

export function deriveKey(uuid: string, credential: string): Key {
  const half = (i: number) => digest(utf8(`derive_credential|${uuid}|${i}|${credential}`));
  const secret = mod((bigEndian(half(0)) << 256n) | bigEndian(half(1)));
  return { secret, point: power(g, secret) };
}
