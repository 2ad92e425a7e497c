/* An act that may fail: what went wrong is said where the person looks, and she can try again. */
import { useState } from "preact/hooks";
import { Problem } from "../api/api";
import { Said } from "./said";

export interface Tried<A extends unknown[]> {
  problem: Problem | undefined;
  start: (...input: A) => Promise<void>;
}

/* `act` may throw Problems; anything else it throws is a fault of ours and is not caught. */
export function useTried<A extends unknown[]>(act: (...input: A) => Promise<void>): Tried<A> {
  const [problem, setProblem] = useState<Problem>();
  const start = async (...input: A) => {
    try {
      await act(...input);
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
