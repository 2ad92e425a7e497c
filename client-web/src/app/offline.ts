/* Keeps what was read readable without a network (sw.ts), where the browser allows it: over HTTPS. */
import { signal } from "@preact/signals";

/* When what is shown was read, if it came from what this phone had kept. */
export const readAt = signal<string | undefined>(undefined);

const loaded = (): string[] => [
  ...new Set([
    location.pathname,
    ...performance
      .getEntriesByType("resource")
      .map(({ name }) => new URL(name))
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/assets/"))
      .map(({ pathname }) => pathname),
  ]),
];

async function start(): Promise<void> {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(loaded());
}

/* A browser that refuses reads with a network only. */
export function startOffline(): void {
  if ("serviceWorker" in navigator) start().catch(() => undefined);
}
