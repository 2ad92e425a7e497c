/* An act that may fail: what went wrong is said where the person looks, and she can try again. */
import { useState } from "preact/hooks";
import { Problem } from "../api/api";
import { Said } from "./said";

export interface Tried {
  problem: Problem | undefined;
  start: () => Promise<void>;
}

/* `act` may throw Problems; anything else it throws is a fault of ours and is not caught. */
export function useTried(act: () => Promise<void>): Tried {
  const [problem, setProblem] = useState<Problem>();
  const start = async () => {
    try {
      await act();
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    }
  };
  return { problem, start };
}

export function WhatFailed({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null;
  return (
    <Said kind="bad" live>
      <p>{problem.message}</p>
    </Said>
  );
}
