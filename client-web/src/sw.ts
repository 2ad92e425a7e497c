/* Reading without a network: pages and public data that this phone has seen before are shown again
 * from what it kept, marked as such. What is personal, and whatever is needed to vote, is never kept
 * here and always asked anew. */
declare const self: ServiceWorkerGlobalScope;
export {}; // a module for the compiler; what is built is a plain script

const kept = "gongyi-1";
const patience = 5_000; // ms, before what was kept is shown instead
const most = 300; // replies kept; the oldest go first

/* What everybody may read and nobody acts on without asking again. */
const readable = [
  /^\/v1\/bodies$/,
  /^\/v1\/bodies\/\d+$/,
  /^\/v1\/bodies\/\d+\/elections$/,
  /^\/v1\/elections\/\d+$/,
  /^\/v1\/elections\/\d+\/candidates$/,
  /^\/v1\/elections\/\d+\/candidates\/\d+\/photo$/,
  /^\/v1\/rounds\/[^/]+\/(result|opening)$/,
];
const pages = [/^\/$/, /^\/e\/\d+$/, /^\/in$/, /^\/audit$/];

async function keep(request: Request, reply: Response): Promise<void> {
  const cache = await caches.open(kept);
  const dated = new Headers(reply.headers);
  dated.set("X-Kept-At", new Date().toISOString());
  await cache.put(request, new Response(await reply.blob(), { status: 200, headers: dated }));
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - most)).map((name) => cache.delete(name)));
}

async function withinPatience(request: Request): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

/* The network first; what was kept only where that gives no answer. */
async function newest(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const before = await (await caches.open(kept)).match(request);
  try {
    const reply = await (before ? withinPatience(request) : fetch(request));
    if (reply.ok) event.waitUntil(keep(request, reply.clone()));
    return reply;
  } catch (error) {
    if (before) return before;
    throw error;
  }
}

/* The name of a file holds a hash of its bytes. */
async function once(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(kept);
  const before = await cache.match(event.request);
  if (before) return before;
  const reply = await fetch(event.request);
  if (reply.ok) event.waitUntil(cache.put(event.request, reply.clone()));
  return reply;
}

self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || search) return;
  if (/^\/(assets\/|icon\.svg$)/.test(pathname)) event.respondWith(once(event));
  else if ((mode === "navigate" ? pages : readable).some((pattern) => pattern.test(pathname)))
    event.respondWith(newest(event));
});

/* The first visit loaded its files before anybody kept them; the page names them. */
self.addEventListener("message", (event) => {
  const files = event.data as string[];
  event.waitUntil(caches.open(kept).then((cache) => cache.addAll(files)));
});

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
