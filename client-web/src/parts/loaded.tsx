/* What a page asks the service for, and what it shows until that is here: a sign of waiting, or why
 * it did not come and a button to try again. */
import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Problem } from "../api/api";
import { t } from "../words/words";
import { Button } from "./button";
import { Said } from "./said";

export interface Loading<T> {
  value: T | undefined;
  problem: Problem | undefined;
  again: () => Promise<void>;
}

/* `ask` is called when the page appears and whenever `key` changes. */
export function useLoaded<T>(ask: () => Promise<T>, key: string): Loading<T> {
  const [state, setState] = useState<{ value?: T; problem?: Problem }>({});
  const again = useCallback(async () => {
    try {
      setState({ value: await ask() });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setState({ problem: error });
    }
  }, [key]);
  useEffect(() => void again(), [again]);
  return { value: state.value, problem: state.problem, again };
}

interface LoadedProps<T> {
  from: Loading<T>;
  children: (value: T) => ComponentChildren;
}

export function Loaded<T>({ from, children }: LoadedProps<T>) {
  if (from.value !== undefined) return <>{children(from.value)}</>;
  if (!from.problem)
    return (
      <p class="wait" role="status">
        {t("loading")}
      </p>
    );
  return (
    <>
      <Said kind="bad" title={from.problem.unreached ? t("problem.offline") : t("problem.title")} live>
        <p>{from.problem.message}</p>
      </Said>
      <Button main onClick={from.again}>
        {t("again")}
      </Button>
    </>
  );
}
