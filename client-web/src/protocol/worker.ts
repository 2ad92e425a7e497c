/* The voting code in a thread of its own, so that the page stays alive while it calculates. */
import "./floor";
import { readElection } from "./election";
import { ProtocolError } from "./errors";
import { systemRandom } from "./group";
import { openReceipt } from "./receipt";
import { type Marks, seal } from "./seal";

export interface SealRequest {
  election: string; // election.json, byte for byte
  credential: string;
  marks: readonly Marks[];
}

const calls = {
  seal: ({ election, credential, marks }: SealRequest) =>
    seal(election, readElection(election), credential, marks, systemRandom),
  openReceipt: ({ envelope, key }: { envelope: string; key: string }) =>
    openReceipt(envelope, key),
};
export type Calls = typeof calls;

onmessage = ({ data }: MessageEvent<{ id: number; name: keyof Calls; input: never }>) => {
  try {
    postMessage({ id: data.id, value: calls[data.name](data.input) });
  } catch (error) {
    const known = error instanceof ProtocolError;
    postMessage({
      id: data.id,
      token: known ? error.token : "internal",
      place: known ? error.place : String(error),
    });
  }
};
