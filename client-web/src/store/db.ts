/* What the phone keeps, each kind in a store of IndexedDB under a key of its own. Nothing of it
 * leaves the phone. Browsers may throw it away (WeChat does when asked to clear its storage), so
 * nothing of value may lie only here without the person having been told. */

import type { TrusteeFile } from "../protocol/setup";

/* A vote's proof of delivery. */
export interface Receipt {
  round: string;
  title: string; // of the election
  body: string;
  fingerprint: string; // hex
  batch: number;
  due: string; // by then its batch stands in the record
  envelope: string; // DSSE of kind "receipt", signed by the body's record key
}

/* A sealed ballot on its way: sent again as it is until its receipt is here. */
export interface Pending {
  round: string;
  fingerprint: string;
  text: string;
}

/* A phone's key in one community. */
export interface Device {
  body: string;
  person: string;
  device: string; // its number, by which it can be removed
  signer: { secret: Uint8Array; public: Uint8Array };
}

/* A slip's activation on its way: sent again as it is until there is an answer. */
export interface Attempt {
  of: string; // the slip
  once: string; // Idempotency-Key
  signer: Device["signer"];
  envelope: string;
}

/* A voting key of this phone's making. */
export interface Key {
  election: string;
  credential: string;
  half: string; // the public one of the first round, as it was registered
}

/* A community's record as this phone has followed it: its key, pinned when first seen, and the
 * latest head that was proved to continue all earlier ones. */
export interface Followed {
  body: string;
  key: string; // verifier key of the log (C2SP signed-note)
  size: number;
  root: string; // hex
}

export interface Stores {
  trustees: TrusteeFile; // by election
  attempts: Attempt; // by slip
  followed: Followed; // by body
  devices: Device; // by body
  keys: Key; // by election
  receipts: Receipt; // by fingerprint
  pending: Pending; // by round
}
type Name = keyof Stores;

const names: readonly Name[] = [
  "attempts",
  "devices",
  "followed",
  "keys",
  "receipts",
  "pending",
  "trustees",
];
const version = 3;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("gongyi", version);
    request.onupgradeneeded = () =>
      names
        .filter((name) => !request.result.objectStoreNames.contains(name))
        .forEach((name) => request.result.createObjectStore(name));
    settled(request).then(resolve, reject);
  });
  return opened;
}

async function store(name: Name, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await open()).transaction(name, mode).objectStore(name);
}

export async function get<N extends Name>(name: N, key: string): Promise<Stores[N] | undefined> {
  return settled((await store(name, "readonly")).get(key));
}

export async function all<N extends Name>(name: N): Promise<Stores[N][]> {
  return settled((await store(name, "readonly")).getAll());
}

export async function put<N extends Name>(name: N, key: string, value: Stores[N]): Promise<void> {
  await settled((await store(name, "readwrite")).put(value, key));
}

export async function remove(name: Name, key: string): Promise<void> {
  await settled((await store(name, "readwrite")).delete(key));
}
