/* The archive of a round (section 11): a chain of events and the records they stand for. It is read
 * as strictly as it is written, so that two archives with one last event are one archive. */
import { hex, utf8 } from "./bytes";
import { digest } from "./digest";
import { refuse } from "./errors";
import { members, readJson, text } from "./json";
import type { Opening } from "./tally";

export interface Archive extends Omit<Opening, "result"> {
  fingerprint: string; // SHA-256 of the last event, hexadecimal: stands for the whole archive
  tallyEvent: string; // the same of the event of the encrypted tally
  credentials: string; // public_creds.json
  ballots: readonly string[]; // as they came in
  result: string | undefined; // undefined: it ends with its tally or decryptions
}

interface Member {
  name: string;
  body: Uint8Array;
}

const block = 512;
const decoder = new TextDecoder("utf-8", { fatal: true });

function decoded(bytes: Uint8Array, place: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return refuse("not_a_text", place);
  }
}

/* ---- tar ---- */

/* The one header of a member of this name, size and time. */
function headerOf(name: string, size: number, time: string): Uint8Array {
  const header = new Uint8Array(block);
  const put = (at: number, value: string) => header.set(utf8(value), at);
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, size.toString(8).padStart(11, "0"));
  put(136, time);
  put(148, "        ");
  put(156, "0");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes.filter((byte) => byte));

function readMember(bytes: Uint8Array, at: number, time: string): Member {
  const place = `/${at}`;
  const header = bytes.subarray(at, at + block);
  const name = ascii(header.subarray(0, 100));
  const size = parseInt(ascii(header.subarray(124, 135)), 8);
  const body = bytes.subarray(at + block, at + block + size);
  if (!(size >= 0) || body.length !== size) refuse("cut_off", place);
  if (!equal(header, headerOf(name, size, time))) refuse("bad_header", place);
  const end = at + block + Math.ceil(size / block) * block;
  const padding = bytes.subarray(at + block + size, end);
  if (end > bytes.length || padding.some((byte) => byte)) refuse("bad_padding", place);
  return { name, body };
}

function readMembers(bytes: Uint8Array): Member[] {
  const time = ascii(bytes.subarray(136, 147));
  const all: Member[] = [];
  for (let at = 0; at < bytes.length; ) {
    const member = readMember(bytes, at, time);
    all.push(member);
    at += block + Math.ceil(member.body.length / block) * block;
  }
  return all;
}

/* ---- events ---- */

interface Event {
  type: string;
  hash: string;
  records: readonly string[]; // that came before it
}

/* How many records each event stands for, and which come behind it. */
const grammar: Readonly<Record<string, { records: number; next: readonly string[] }>> = {
  Setup: { records: 4, next: ["Ballot", "EndBallots"] },
  Ballot: { records: 1, next: ["Ballot", "EndBallots"] },
  EndBallots: { records: 0, next: ["EncryptedTally"] },
  EncryptedTally: { records: 2, next: ["PartialDecryption"] },
  PartialDecryption: { records: 2, next: ["PartialDecryption", "Result"] },
  Result: { records: 1, next: [] },
};

interface Chain {
  events: Event[];
  last: string; // hash of the last event
}

function eventText(parent: string, height: number, type: string, payload: string | undefined) {
  const before = parent && `"parent":"${parent}",`;
  const after = payload === undefined ? "" : `,"payload":"${payload}"`;
  return `{${before}"height":${height},"type":"${type}"${after}}`;
}

function addEvent(chain: Chain, body: string, hash: string, records: readonly string[]): void {
  const place = `/events/${chain.events.length}`;
  const from = members(readJson(body, place), place, ["parent", "height", "type", "payload"]);
  const type = text(from, "type", place);
  const before = chain.events[chain.events.length - 1];
  const follows = before ? (grammar[before.type]?.next ?? []) : ["Setup"];
  if (!follows.includes(type)) refuse("out_of_order", place);
  if (records.length !== grammar[type]?.records) refuse("other_records", place);
  const payload = records.length
    ? hex(digest(utf8(records[records.length - 1] as string)))
    : undefined;
  if (body !== eventText(chain.last, chain.events.length, type, payload))
    refuse("broken_chain", place);
  chain.events.push({ type, hash, records });
  chain.last = hash;
}

function readChain(all: readonly Member[]): Chain {
  const chain: Chain = { events: [], last: "" };
  const seen = new Set<string>();
  let records: string[] = [];
  for (const { name, body } of all) {
    const hash = hex(digest(body));
    const kind = name.slice(hash.length);
    if (!name.startsWith(hash) || seen.has(hash)) refuse("other_name", `/${name}`);
    seen.add(hash);
    if (kind === ".data.json") {
      records.push(decoded(body, `/${name}`));
    } else if (kind === ".event.json") {
      addEvent(chain, decoded(body, `/${name}`), hash, records);
      records = [];
    } else refuse("other_name", `/${name}`);
  }
  if (records.length) refuse("other_records", "");
  return chain;
}

/* ---- the whole ---- */

function checkSetup(records: readonly string[]): void {
  const [election, trustees, credentials] = records.map((record) => hex(digest(utf8(record))));
  const expected = `{"election":"${election}","trustees":"${trustees}","credentials":"${credentials}"}`;
  if (records[3] !== expected) refuse("other_setup", "/setup");
}

function readOwned([json, owned]: readonly string[], index: number) {
  const place = `/decryptions/${index}`;
  const owner = Number((readJson(owned ?? "", place) as { owner?: unknown }).owner);
  if (owned !== `{"owner":${owner},"payload":"${hex(digest(utf8(json ?? "")))}"}`)
    refuse("other_owner", place);
  return { owner, text: json as string };
}

/* An archive whose ballots are summed, or that is complete. Throws a ProtocolError for the first thing that is not as
 * the format has it; what the documents say is checked by others. */
export function readArchive(bytes: Uint8Array): Archive {
  const [first, ...rest] = readMembers(bytes);
  if (first?.name !== "BELENIOS") refuse("not_an_archive", "");
  const time = parseInt(ascii(bytes.subarray(136, 147)), 8);
  if (decoded(first.body, "/0") !== `{"version":1,"timestamp":"${time}"}`)
    refuse("other_version", "/0");
  const { events, last } = readChain(rest);
  const of = (type: string) => events.filter((event) => event.type === type);
  const records = (type: string) => of(type)[0]?.records ?? refuse("unfinished", "");
  const [election, trustees, credentials] = records("Setup") as [string, string, string];
  checkSetup(records("Setup"));
  const [encryptedTally, sized] = records("EncryptedTally") as [string, string];
  return {
    fingerprint: last,
    tallyEvent: of("EncryptedTally")[0]?.hash ?? "",
    election,
    trustees,
    credentials,
    ballots: of("Ballot").map((event) => event.records[0] as string),
    encryptedTally,
    sized,
    decryptions: of("PartialDecryption").map((event, index) => readOwned(event.records, index)),
    result: of("Result")[0]?.records[0],
  };
}
