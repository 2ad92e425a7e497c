/* What somebody has to do in this election as a trustee; its code is fetched by those alone. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SchemaWaitingView } from "#schema";

type Part = ComponentType<{ election: string; uuid: string }>;

const parts: Readonly<Record<string, () => Promise<{ default: Part }>>> = {
  setup: () => import("../trustee/setup"),
  opening: () => import("../trustee/opening"),
};

export const isDuty = ({ kind }: SchemaWaitingView): boolean => kind in parts;

export function Duty({ item }: { item: SchemaWaitingView }) {
  const [loaded, setLoaded] = useState<{ Part: Part }>();
  useEffect(() => {
    void parts[item.kind]?.().then((module) => setLoaded({ Part: module.default }));
  }, [item.kind]);
  return loaded ? <loaded.Part election={item.election_id} uuid={item.uuid} /> : null;
}
