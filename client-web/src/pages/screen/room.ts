/* What a screen in a room needs of the browser. */
import { useEffect, useState } from "preact/hooks";

/* The whole width, and dark whatever the machine prefers: a bright wall blinds the hall. */
export function useScreen(): void {
  useEffect(() => {
    document.documentElement.dataset.screen = "";
    return () => delete document.documentElement.dataset.screen;
  }, []);
}

/* Keeps the machine from switching its screen off, where the browser can. The lock ends whenever the
 * page is hidden, so it is taken again when it is seen. */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const take = () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      navigator.wakeLock.request("screen").then(
        (taken) => (lock = taken),
        () => undefined,
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}

/* Date.now(), every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
