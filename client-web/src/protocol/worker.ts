/* The voting code in a thread of its own, so that the page stays alive while it calculates. */
import "./floor";
import { hex } from "./bytes";
import { newCredential } from "./credential";
import { newDevice, signIn, type Slip } from "./device";
import { digest } from "./digest";
import { readElection } from "./election";
import { ProtocolError } from "./errors";
import { systemRandom } from "./group";
import { castHeld, hold, remake, revealHeld, type SealRequest } from "./held";
import { openTally } from "./opening";
import { openReceipt } from "./receipt";
import { pace, type Progress, recount } from "./recount";
import { checkConsistency, type Head, openCheckpoint, openProof } from "./record";
import { rehearse } from "./seal";
import { publicHalves } from "./secret";
import { newTrusteeFile, setupNext, type SetupView, type TrusteeFile } from "./setup";
import { type Signer, signStatement } from "./statement";
import { checkOpening } from "./tally";

export interface SignInRequest {
  signer: Signer;
  origin: string;
  now: number;
  nonce?: string | undefined; // of a computer that is let in
}

export interface Consistency {
  from: Head;
  to: Head;
  path: readonly string[];
}

export interface SetupRequest {
  file: TrusteeFile;
  view: SetupView;
  confirmed: boolean;
}

export interface OpenRequest {
  archive: Uint8Array;
  file: TrusteeFile;
  confirmed: boolean;
}

const calls = {
  newDevice: ({ slip, name }: { slip: Slip; name: string }) => newDevice(slip, name),
  signIn: ({ signer, origin, now, nonce }: SignInRequest) => signIn(signer, origin, now, nonce),
  sign: ({ kind, payload, signer }: { kind: string; payload: string; signer: Signer }) =>
    signStatement(kind, payload, signer),
  newKey: ({ uuids }: { uuids: readonly string[] }) => {
    const credential = newCredential(systemRandom);
    return { credential, halves: publicHalves(uuids, credential) };
  },
  rehearse: ({ election }: { election: string }) =>
    rehearse(election, readElection(election), systemRandom),
  seal: (request: SealRequest) => hold(request, systemRandom),
  cast: ({ hash }: { hash: string }) => castHeld(hash, systemRandom),
  reveal: ({ hash }: { hash: string }) => revealHeld(hash),
  remake: ({ election, text }: { election: string; text: string }) => remake(election, text),
  openReceipt: ({ envelope, key }: { envelope: string; key: string }) =>
    openReceipt(envelope, key),
  openProof: ({ entry, proof, key }: { entry: string; proof: string; key: string }) =>
    openProof(entry, proof, key),
  digest: ({ bytes }: { bytes: Uint8Array }) => hex(digest(bytes)),
  openCheckpoint: ({ note, key }: { note: string; key: string }) => openCheckpoint(note, key),
  checkOpening,
  recount: ({ archive }: { archive: Uint8Array }, tell: Progress) => recount(archive, tell),
  pace,
  newTrusteeFile: ({ election }: { election: number }) => newTrusteeFile(election, systemRandom),
  setupNext: ({ file, view, confirmed }: SetupRequest) =>
    setupNext(file, view, confirmed, systemRandom),
  openTally: ({ archive, file, confirmed }: OpenRequest, tell: Progress) =>
    openTally(archive, file, confirmed, systemRandom, tell),
  checkConsistency: ({ from, to, path }: Consistency) => checkConsistency(from, to, path),
};
export type Calls = typeof calls;

/* Of what was refused; "internal": the code itself failed. */
export interface Failure {
  token: string;
  place: string;
}

const failureOf = (error: unknown): Failure =>
  error instanceof ProtocolError
    ? { token: error.token, place: error.place }
    : { token: "internal", place: String(error) };

onmessage = ({ data }: MessageEvent<{ id: number; name: keyof Calls; input: never }>) => {
  const { id, name, input } = data;
  const tell: Progress = (done, of) => postMessage({ id, done, of });
  try {
    postMessage({ id, value: calls[name](input, tell) });
  } catch (error) {
    postMessage({ id, failure: failureOf(error) });
  }
};
