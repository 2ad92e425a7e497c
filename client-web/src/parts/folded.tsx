/* A part of a page that is loaded when somebody opens it. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/api";
import { t } from "../words/words";
import { useTried, WhatFailed } from "./tried";

/* Code that is asked for when it is needed; where it does not come, that is a Problem. */
export async function fetched<M>(load: () => Promise<M>): Promise<M> {
  try {
    return await load();
  } catch {
    throw new Problem("network", t("problem.network"));
  }
}

interface FoldedProps<P> {
  title: string;
  load: () => Promise<{ default: ComponentType<P> }>;
  props: P;
}

export function Folded<P extends object>({ title, load, props }: FoldedProps<P>) {
  const [loaded, setLoaded] = useState<{ Part: ComponentType<P> }>();
  const open = useTried(async () => {
    setLoaded({ Part: (await fetched(load)).default });
  });
  return (
    <details onToggle={() => loaded ?? void open.start()}>
      <summary>{title}</summary>
      <WhatFailed problem={open.problem} />
      {loaded && <loaded.Part {...props} />}
    </details>
  );
}
