/* Voting credentials (section 6): 22 Base58 digits, written XXXXX-XXXXXX-XXXXX-XXXXXX. The text with
 * its dashes is the secret; what belongs to a round follows from it and the round's uuid. Nothing
 * here needs the group, so that a page can check what was typed before the voting code is loaded. */
const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const parts = [5, 6, 5, 6];
const length = 22;

function dashed(digits: string): string {
  let at = 0;
  return parts.map((n) => digits.slice(at, (at += n))).join("-");
}

/* What somebody typed (blanks, any or no dashes) in its exact form; undefined when it is none. */
export function normalizeCredential(typed: string): string | undefined {
  const digits = typed.replace(/[\s\-‐-―－]/g, "");
  if (digits.length !== length || [...digits].some((digit) => !base58.includes(digit)))
    return undefined;
  return dashed(digits);
}

/* What stands behind the `#` of a voter card's address: the credential, a point, the voter's number on
 * the list. Cards made for nobody in particular have no number. */
export const cardFragment = (credential: string, number: number): string => `${credential}.${number}`;

export function readCard(fragment: string): { credential: string | undefined; number: number | undefined } {
  const [key = "", digits = ""] = fragment.split(".", 2);
  return {
    credential: normalizeCredential(key),
    number: /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined,
  };
}

/* `n` digits; bytes that fall beside the alphabet are thrown away. */
export function randomBase58(n: number, random: (n: number) => Uint8Array): string {
  let digits = "";
  while (digits.length < n) {
    const value = (random(1)[0] as number) & 63;
    if (value < base58.length) digits += base58[value];
  }
  return digits;
}

export const newCredential = (random: (n: number) => Uint8Array): string =>
  dashed(randomBase58(length, random));
