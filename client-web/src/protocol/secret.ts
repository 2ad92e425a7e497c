/* From a credential and a round's uuid to the scalar that signs ballots (section 6). */
import { bigEndian, digest, utf8 } from "./bytes";
import { g, mod, type Point, power } from "./group";

export interface Key {
  secret: bigint;
  point: Point; // the public credential
}

export function deriveKey(uuid: string, credential: string): Key {
  const half = (i: number) => digest(utf8(`derive_credential|${uuid}|${i}|${credential}`));
  const secret = mod((bigEndian(half(0)) << 256n) | bigEndian(half(1)));
  return { secret, point: power(g, secret) };
}
