/* Calls into the voting code, which runs in threads of its own. What it refuses comes back as the
 * ProtocolError it was; that it did not load or broke says nothing of what it was asked about, and is
 * a Problem. */
import { Problem } from "../api/api";
import { ProtocolError } from "../protocol/errors";
import type { Calls, Failure } from "../protocol/worker";
import { t } from "../words/words";

type Name = keyof Calls;
type Input<N extends Name> = Parameters<Calls[N]>[0];
type Answer = { id: number } & (
  | { value: unknown }
  | { failure: Failure }
  | { done: number; of: number }
);
export type Tell = (done: number, of: number) => void;

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  tell: Tell | undefined;
}

/* One thread; it does one thing after the other. */
export class Thread {
  private readonly worker = new Worker(new URL("../protocol/worker.ts", import.meta.url));
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  broken = false;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => this.settle(data);
    this.worker.onerror = () => this.end();
  }

  call<N extends Name>(name: N, input: Input<N>, tell?: Tell): Promise<ReturnType<Calls[N]>> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject, tell });
      this.worker.postMessage({ id, name, input });
    });
  }

  /* Everybody who waits is told. */
  end(): void {
    this.broken = true;
    this.waiting.forEach(({ reject }) => reject(new Problem("worker", t("problem.worker"))));
    this.waiting.clear();
    this.worker.terminate();
  }

  private settle(answer: Answer): void {
    const call = this.waiting.get(answer.id);
    if ("done" in answer) {
      call?.tell?.(answer.done, answer.of);
      return;
    }
    this.waiting.delete(answer.id);
    if ("value" in answer) call?.resolve(answer.value);
    else if (answer.failure.token === "internal")
      call?.reject(new Problem("worker", t("problem.worker")));
    else call?.reject(new ProtocolError(answer.failure.token, answer.failure.place));
  }
}

let thread: Thread | undefined;

/* Loads the voting code, so that it is there when it is needed; anew when it broke. */
export function prepareVoting(): Thread {
  if (!thread || thread.broken) thread = new Thread();
  return thread;
}

const call = <N extends Name>(name: N, input: Input<N>) => prepareVoting().call(name, input);

export const voting = {
  newDevice: (input: Input<"newDevice">) => call("newDevice", input),
  signIn: (input: Input<"signIn">) => call("signIn", input),
  sign: (input: Input<"sign">) => call("sign", input),
  newKey: (uuids: readonly string[]) => call("newKey", { uuids }),
  rehearse: (election: string) => call("rehearse", { election }),
  seal: (input: Input<"seal">) => call("seal", input),
  cast: (hash: string) => call("cast", { hash }),
  reveal: (hash: string) => call("reveal", { hash }),
  remake: (election: string, text: string) => call("remake", { election, text }),
  digest: (bytes: Uint8Array) => call("digest", { bytes }),
  openProof: (input: Input<"openProof">) => call("openProof", input),
  openCheckpoint: (input: Input<"openCheckpoint">) => call("openCheckpoint", input),
  checkConsistency: (input: Input<"checkConsistency">) => call("checkConsistency", input),
  newTrusteeFile: (election: number) => call("newTrusteeFile", { election }),
  setupNext: (input: Input<"setupNext">) => call("setupNext", input),
  checkOpening: (input: Input<"checkOpening">) => call("checkOpening", input),
  openReceipt: (envelope: string, key: string) => call("openReceipt", { envelope, key }),
};
