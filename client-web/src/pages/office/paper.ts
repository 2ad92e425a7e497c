/* What a scanned code says of its holder. Slips and voter cards carry a secret behind the `#`; it
 * stays on this phone and is forgotten: of a slip goes out the hash that the service keeps anyway, of
 * a card the number beside the secret. */
import { readCard } from "../../protocol/credential";
import { base64, utf8 } from "../../protocol/bytes";
import { digest } from "../../protocol/digest";
import type { OfficeWord } from "../../words/office";

export type Paper = { slip: string } | { card: string; number: number };
export interface Wrong {
  wrong: OfficeWord;
  host?: string;
}
export type Read = { paper: Paper } | Wrong;

const slipSecret = /^[A-Za-z0-9_-]{22}$/;

function address(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function readOurs({ pathname, hash }: URL): Read {
  const fragment = hash.slice(1);
  const round = /^\/vote\/([^/]+)$/.exec(pathname)?.[1];
  if (pathname === "/in" && slipSecret.test(fragment))
    return { paper: { slip: base64(digest(utf8(fragment))) } };
  if (!round || !fragment) return { wrong: "scan.notPersonal" };
  const { number } = readCard(fragment);
  return number ? { paper: { card: round, number } } : { wrong: "scan.noNumber" };
}

/* A paper of another service is told by its address; nothing of it is sent. */
export function readPaper(text: string): Read {
  const url = address(text);
  if (!url || !/^https?:$/.test(url.protocol)) return { wrong: "scan.foreign" };
  return url.origin === location.origin
    ? readOurs(url)
    : { wrong: "scan.elsewhere", host: url.host };
}
