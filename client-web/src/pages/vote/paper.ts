/* The ballot paper on the screen: which names are marked. */
import type { Question } from "../../protocol/election";

/* One question's marks: some of its answers, or blank (弃权), or nothing yet. */
export interface Marks {
  readonly chosen: readonly number[]; // indexes of answers, ascending
  readonly blank: boolean;
}

export const unmarked: Marks = { chosen: [], blank: false };
export const blank: Marks = { chosen: [], blank: true };

export const decided = (marks: Marks) => marks.blank || marks.chosen.length > 0;

export const full = (question: Question, marks: Marks) => marks.chosen.length >= question.max;

/* What a touch on an answer makes of the marks. Where one may be chosen the new one takes the old
 * one's place; where several, a touch beyond the last changes nothing. */
export function touched(question: Question, marks: Marks, answer: number): Marks {
  if (marks.chosen.includes(answer))
    return { chosen: marks.chosen.filter((other) => other !== answer), blank: false };
  if (question.max === 1) return { chosen: [answer], blank: false };
  if (full(question, marks)) return marks;
  return { chosen: [...marks.chosen, answer].sort((a, b) => a - b), blank: false };
}
