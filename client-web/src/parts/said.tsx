/* A sentence set apart from the page: what went well, what did not, what to mind. */
import type { ComponentChildren } from "preact";

interface SaidProps {
  kind: "plain" | "good" | "bad" | "warn";
  title?: string;
  children?: ComponentChildren;
  live?: boolean; // it appears while somebody is reading: screen readers say it
}

export function Said({ kind, title, children, live }: SaidProps) {
  return (
    <div class={`said ${kind}`} role={live ? (kind === "bad" ? "alert" : "status") : undefined}>
      {title && <b>{title}</b>}
      {children}
    </div>
  );
}
