/* What somebody fills in, and the act that sends it. The service decides what is acceptable; what it
 * refuses is named by the labels she sees, and stays as she typed it. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../words/words";
import { Button } from "./button";
import { Said } from "./said";
import { useTried } from "./tried";

type Values = Readonly<Record<string, string>>;

export interface Form<V extends Values> {
  values: V;
  set: (changed: Partial<V>) => void;
  bind: (name: keyof V & string) => { id: string; value: string; onInput: (value: string) => void };
}

export function useForm<V extends Values>(initial: V): Form<V> {
  const [values, setValues] = useState(initial);
  const set = (changed: Partial<V>) => setValues((before) => ({ ...before, ...changed }));
  return {
    values,
    set,
    bind: (name) => ({
      id: name,
      value: values[name] ?? "",
      onInput: (value) => set({ [name]: value } as Partial<V>),
    }),
  };
}

interface ActProps {
  act: () => Promise<void>;
  main?: boolean;
  labels?: Readonly<Record<string, string>>; // of the fields it sends
  sure?: string; // what cannot be undone is asked about first, in these words
  children: ComponentChildren; // what the button says
}

function Sure({ about, yes, no }: { about: string; yes: ComponentChildren; no: () => void }) {
  return (
    <Said kind="warn" live>
      <p>{about}</p>
      {yes}
      <Button onClick={no}>{t("form.no")}</Button>
    </Said>
  );
}

/* A button that sends something; what went wrong stands above it. */
export function Act({ act, main = false, labels, sure, children }: ActProps) {
  const { problem, start } = useTried(act);
  const [asking, setAsking] = useState(false);
  const named = problem?.fields.map((name) => labels?.[name]).filter(Boolean) ?? [];
  const send = async () => {
    await start();
    setAsking(false);
  };
  const button = (
    <Button main={main} onClick={sure && !asking ? () => setAsking(true) : send}>
      {children}
    </Button>
  );
  return (
    <>
      {problem && (
        <Said kind="bad" live>
          <p>{problem.message}</p>
          {named.length > 0 && <p>{t("form.look", { fields: named.join("、") })}</p>}
        </Said>
      )}
      {sure && asking ? (
        <Sure about={sure} yes={button} no={() => setAsking(false)} />
      ) : (
        button
      )}
    </>
  );
}
