/* Calls into the worker, as promises. A refusal comes back as the ProtocolError it was. */
import { ProtocolError } from "./errors";
import type { Calls } from "./worker";

type Name = keyof Calls;
type Answer = { id: number; value: unknown } | { id: number; token: string; place: string };
interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let last = 0;

function settle({ data }: MessageEvent<Answer>): void {
  const call = waiting.get(data.id);
  waiting.delete(data.id);
  if ("token" in data) call?.reject(new ProtocolError(data.token, data.place));
  else call?.resolve(data.value);
}

/* A worker that cannot even start answers nothing: everybody who waits is told. */
function fail(): void {
  waiting.forEach(({ reject }) => reject(new ProtocolError("worker", "")));
  waiting.clear();
}

/* Loads the voting code, so that it is there when it is needed. */
export function prepareVoting(): Worker {
  if (!worker) {
    worker = new Worker(new URL("./worker.ts", import.meta.url));
    worker.onmessage = settle;
    worker.onerror = fail;
  }
  return worker;
}

type Input<N extends Name> = Parameters<Calls[N]>[0];

function call<N extends Name>(
  name: N,
  input: Input<N>,
): Promise<ReturnType<Calls[N]>> {
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
  openReceipt: (envelope: string, key: string) => call("openReceipt", { envelope, key }),
};
