/* The one screen between choosing and casting: what will be sealed, in large letters. */
import type { Problem } from "../../api/api";
import type { Election } from "../../protocol/election";
import { Button } from "../../parts/button";
import { Said } from "../../parts/said";
import { WhatFailed } from "../../parts/tried";
import { t } from "../../words/words";
import type { Marks } from "./paper";

interface ReviewProps {
  election: Election;
  marks: readonly Marks[];
  problem: Problem | undefined; // why it could not be sealed
  onChange: () => void;
  onConfirm: () => Promise<void>;
}

export function Review({ election, marks, problem, onChange, onConfirm }: ReviewProps) {
  return (
    <>
      <h1 tabIndex={-1}>{t("vote.review")}</h1>
      {election.questions.map((question, index) => {
        const mark = marks[index];
        return (
          <section class="card" key={index}>
            <h2>{question.text}</h2>
            <ul class="chosen-names">
              {mark?.blank && <li>{t("vote.blank")}</li>}
              {mark?.chosen.map((answer) => <li key={answer}>✓ {question.answers[answer]}</li>)}
            </ul>
          </section>
        );
      })}
      <Said kind="plain">
        <p>{t("vote.review.about")}</p>
      </Said>
      <WhatFailed problem={problem} />
      <Button main onClick={onConfirm}>
        {t("vote.confirm")}
      </Button>
      <Button onClick={onChange}>{t("vote.change")}</Button>
    </>
  );
}
