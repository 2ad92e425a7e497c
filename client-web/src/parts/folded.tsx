/* A part of a page that is loaded when somebody opens it. */
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";

interface FoldedProps<P> {
  title: string;
  load: () => Promise<{ default: ComponentType<P> }>;
  props: P;
}

export function Folded<P extends object>({ title, load, props }: FoldedProps<P>) {
  const [loaded, setLoaded] = useState<{ Part: ComponentType<P> }>();
  const open = () => void load().then((module) => setLoaded({ Part: module.default }));
  return (
    <details onToggle={open}>
      <summary>{title}</summary>
      {loaded && <loaded.Part {...props} />}
    </details>
  );
}
