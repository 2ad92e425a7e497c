/* Calls into the worker, as promises. What it refuses comes back as the ProtocolError it was; that it
 * did not load or broke says nothing of what it was asked about, and is a Problem. */
import { Problem } from "../api/api";
import { ProtocolError } from "../protocol/errors";
import type { Calls, Failure } from "../protocol/worker";
import { t } from "../words/words";

type Name = keyof Calls;
type Answer = { id: number } & ({ value: unknown } | { failure: Failure });
interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let last = 0;

const broken = () => new Problem("worker", t("problem.worker"));

function settle({ data }: MessageEvent<Answer>): void {
  const call = waiting.get(data.id);
  waiting.delete(data.id);
  if ("value" in data) call?.resolve(data.value);
  else if (data.failure.token === "internal") call?.reject(broken());
  else call?.reject(new ProtocolError(data.failure.token, data.failure.place));
}

/* Everybody who waits is told; the next call tries anew. */
function fail(): void {
  waiting.forEach(({ reject }) => reject(broken()));
  waiting.clear();
  worker?.terminate();
  worker = undefined;
}

/* Loads the voting code, so that it is there when it is needed. */
export function prepareVoting(): Worker {
  if (!worker) {
    worker = new Worker(new URL("../protocol/worker.ts", import.meta.url));
    worker.onmessage = settle;
    worker.onerror = fail;
  }
  return worker;
}

type Input<N extends Name> = Parameters<Calls[N]>[0];

function call<N extends Name>(name: N, input: Input<N>): Promise<ReturnType<Calls[N]>> {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
    prepareVoting().postMessage({ id, name, input });
  });
}

export const voting = {
  newDevice: (input: Input<"newDevice">) => call("newDevice", input),
  signIn: (input: Input<"signIn">) => call("signIn", input),
  newKey: (uuids: readonly string[]) => call("newKey", { uuids }),
  seal: (input: Input<"seal">) => call("seal", input),
  openProof: (input: Input<"openProof">) => call("openProof", input),
  openCheckpoint: (input: Input<"openCheckpoint">) => call("openCheckpoint", input),
  checkConsistency: (input: Input<"checkConsistency">) => call("checkConsistency", input),
  checkOpening: (input: Input<"checkOpening">) => call("checkOpening", input),
  openReceipt: (envelope: string, key: string) => call("openReceipt", { envelope, key }),
};
