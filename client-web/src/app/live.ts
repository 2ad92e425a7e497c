/* A read of the service that is followed: what it says now, and again whenever it changes. */
import { useEffect, useState } from "preact/hooks";

const silence = 40_000; // ms without a sign of life: the service sends one every 15 seconds
const pause = 10_000; // ms before a stream that the browser gave up is opened again

export interface Live<T> {
  value: T | undefined;
  heardAt: number | undefined; // Date.now() of the last sign of life
  connected: boolean;
}

/* Opens the stream anew where the browser gives up (the service is full, or being replaced) or does
 * not notice that the network has gone. Returns how to end it. */
function follow<T>(path: string, on: (change: Partial<Live<T>>) => void): () => void {
  let source: EventSource;
  let timer = 0;
  const reopenIn = (ms: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(open, ms);
  };
  const heard = (change: Partial<Live<T>>) => {
    on({ ...change, heardAt: Date.now(), connected: true });
    reopenIn(silence);
  };
  function open() {
    source?.close();
    source = new EventSource(path);
    source.onopen = () => heard({});
    source.onmessage = ({ data }) => heard({ value: JSON.parse(data as string) as T });
    source.addEventListener("beat", () => heard({}));
    source.onerror = () => {
      on({ connected: false });
      reopenIn(source.readyState === EventSource.CLOSED ? pause : silence);
    };
  }
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

export function useLive<T>(path: string): Live<T> {
  const [live, setLive] = useState<Live<T>>({
    value: undefined,
    heardAt: undefined,
    connected: true,
  });
  useEffect(() => follow<T>(path, (change) => setLive((before) => ({ ...before, ...change }))), [path]);
  return live;
}
