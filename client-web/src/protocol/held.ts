/* The sealed ballot that is neither cast nor tested yet. It was made before anybody said which of the
 * two it will be, and becomes one of them, once: to be cast it is signed and its seed wiped; to be
 * tested its seed is told and what could be signed is gone. */
import { readElection } from "./election";
import { refuse } from "./errors";
import { pointText, type RandomBytes, readPoint } from "./group";
import { bitsOf, marksOf, type Marks, readRevealed, revealedText } from "./revealed";
import { sealUnsigned, sign, type Sealed, type Unsigned, valuesOfAll } from "./seal";
import { deriveKey, type Key } from "./secret";
import { seedBytes, seeded } from "./seed";

interface Held {
  round: string;
  unsigned: Unsigned;
  key: Key;
  seed: Uint8Array;
  bits: Uint8Array;
}

export interface SealRequest {
  election: string; // election.json, byte for byte
  credential: string;
  marks: readonly Marks[];
}

let held: Held | undefined;

function forget(): void {
  held?.seed.fill(0);
  held = undefined;
}

/* Seals; what was held before is gone. Gives the hash that a signature will be over. */
export function hold({ election: json, credential, marks }: SealRequest, random: RandomBytes): string {
  forget();
  const election = readElection(json);
  const key = deriveKey(election.uuid, credential);
  const seed = random(seedBytes);
  const unsigned = sealUnsigned(json, election, pointText(key.point), marks, seeded(seed));
  const bits = bitsOf(valuesOfAll(election, marks).flat());
  held = { round: election.uuid, unsigned, key, seed, bits };
  return unsigned.hash;
}

/* Whoever takes it says which one she means: another may have been sealed since. */
function take(hash: string): Held {
  if (held?.unsigned.hash !== hash) refuse("nothing_held", "");
  return held;
}

/* The ballot to be sent. */
export function castHeld(hash: string, random: RandomBytes): Sealed {
  const { unsigned, key } = take(hash);
  forget();
  return sign(unsigned, key.secret, random);
}

/* The text by which anybody makes the ballot again. */
export function revealHeld(hash: string): string {
  const { round, key, seed, bits } = take(hash);
  const text = revealedText({ round, hash, credential: pointText(key.point), seed, bits });
  forget();
  return text;
}

export interface Remade {
  hash: string; // of the ballot that the seed and the choices make
  marks: readonly Marks[];
}

/* Makes a revealed ballot again. */
export function remake(json: string, text: string): Remade {
  const revealed = readRevealed(text);
  const election = readElection(json);
  if (!("seed" in revealed)) refuse("not_revealed", "/rest");
  if (revealed.round !== election.uuid) refuse("other_election", "");
  const marks = marksOf(election, revealed.bits);
  const { credential, seed } = revealed;
  if (!readPoint(credential)) refuse("not_an_element", "/credential");
  const { hash } = sealUnsigned(json, election, credential, marks, seeded(seed));
  return { hash, marks };
}
