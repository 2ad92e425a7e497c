/* The first 20 digits of a hash in groups of four: enough to tell ballots apart, short enough to read
 * out. */
export const grouped = (hash: string): string =>
  hash.slice(0, 20).match(/.{4}/g)?.join(" ") ?? hash;
