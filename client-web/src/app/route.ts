/* Which page an address means. The addresses are the server's own: a page the client does not know
 * stays as the server wrote it. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { Unloaded } from "./unloaded";

export type Params = Readonly<Record<string, string>>;
type Page = ComponentType<{ params: Params }>;

interface Route {
  pattern: RegExp;
  load: () => Promise<{ default: Page }>;
}

const routes: readonly Route[] = [
  { pattern: /^\/$/, load: () => import("../pages/home/index") },
  { pattern: /^\/audit$/, load: () => import("../pages/audit/index") },
  { pattern: /^\/e\/(?<id>[^/]+)$/, load: () => import("../pages/election/index") },
  { pattern: /^\/in$/, load: () => import("../pages/slip/index") },
  { pattern: /^\/in\/desk$/, load: () => import("../pages/computer/index") },
  { pattern: /^\/office$/, load: () => import("../pages/office/index") },
  { pattern: /^\/office\/roll$/, load: () => import("../pages/office/roll") },
  { pattern: /^\/office\/staff$/, load: () => import("../pages/office/staff") },
  { pattern: /^\/office\/election\/(?<id>[^/]+)$/, load: () => import("../pages/office/election") },
  { pattern: /^\/office\/cards\/(?<id>[^/]+)$/, load: () => import("../pages/office/cards") },
  { pattern: /^\/office\/desk\/(?<id>[^/]+)$/, load: () => import("../pages/office/desk") },
  { pattern: /^\/office\/count\/(?<id>[^/]+)$/, load: () => import("../pages/office/counting") },
  { pattern: /^\/screen\/(?<uuid>[^/]+)$/, load: () => import("../pages/screen/index") },
  { pattern: /^\/test$/, load: () => import("../pages/test/index") },
  { pattern: /^\/vote\/(?<uuid>[^/]+)$/, load: () => import("../pages/vote/index") },
];

export interface Place {
  path: string;
  page: Page;
  params: Params;
}

export const place = signal<Place | undefined>(undefined);

/* Loads the page of a path and shows it; false when the client has none. Throws where its code does
 * not come. */
export async function show(path: string): Promise<boolean> {
  for (const { pattern, load } of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    place.value = { path, page: (await load()).default, params: { ...match.groups } };
    return true;
  }
  return false;
}

async function showOrSay(path: string): Promise<boolean> {
  try {
    return await show(path);
  } catch {
    place.value = { path, page: Unloaded, params: {} };
    return true;
  }
}

/* Follows a link without a new page where the client knows it. */
export async function go(path: string): Promise<void> {
  if (!(await showOrSay(path))) {
    location.assign(path);
    return;
  }
  history.pushState(null, "", path);
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("h1")?.focus();
}

export function followLinks(): void {
  addEventListener("popstate", () => void showOrSay(location.pathname));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (!link || link.origin !== location.origin || link.hash || link.target) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (!routes.some(({ pattern }) => pattern.test(link.pathname))) return;
    event.preventDefault();
    void go(link.pathname);
  });
}
