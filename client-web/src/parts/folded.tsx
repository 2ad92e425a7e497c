/* A part of a page that is loaded when somebody opens it. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/api";
import { t } from "../words/words";
import { useTried, WhatFailed } from "./tried";

interface FoldedProps<P> {
  title: string;
  load: () => Promise<{ default: ComponentType<P> }>;
  props: P;
}

export function Folded<P extends object>({ title, load, props }: FoldedProps<P>) {
  const [loaded, setLoaded] = useState<{ Part: ComponentType<P> }>();
  const open = useTried(async () => {
    const module = await load().catch(() => undefined);
    if (!module) throw new Problem("network", t("problem.network"));
    setLoaded({ Part: module.default });
  });
  return (
    <details onToggle={() => loaded ?? void open.start()}>
      <summary>{title}</summary>
      <WhatFailed problem={open.problem} />
      {loaded && <loaded.Part {...props} />}
    </details>
  );
}
