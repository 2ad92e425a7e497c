/* What was chosen, post by post, in large letters. */
import type { Election } from "../protocol/election";
import type { Marks } from "../protocol/revealed";
import { t } from "../words/words";

interface ChosenProps {
  election: Election;
  marks: readonly Marks[];
}

export function Chosen({ election, marks }: ChosenProps) {
  return (
    <>
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
    </>
  );
}
