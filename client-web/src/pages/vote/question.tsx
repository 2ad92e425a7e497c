/* One post of the ballot paper: its candidates, and blank. */
import type { Question } from "../../protocol/election";
import { t } from "../../words/words";
import type { About } from "./load";
import { blank, full, type Marks, touched, unmarked } from "./paper";

interface QuestionProps {
  question: Question;
  number: number; // of the post on this paper, from 0
  marks: Marks;
  about: (answer: string) => About | undefined;
  onMark: (marks: Marks) => void;
}

interface ChoiceProps {
  group: string;
  single: boolean;
  name: string;
  about?: About | undefined;
  checked: boolean;
  full: boolean;
  onTouch: () => void;
}

function Choice({ group, single, name, about, checked, full: isFull, onTouch }: ChoiceProps) {
  const state = checked ? "chosen" : isFull ? "full" : "";
  return (
    <label class={`choice ${state}`}>
      <input
        type={single ? "radio" : "checkbox"}
        name={group}
        checked={checked}
        aria-disabled={isFull && !checked}
        onChange={(event) => {
          onTouch();
          event.currentTarget.checked = checked; /* the paper decides, not the box */
        }}
      />
      {about?.photo && <img class="photo" src={about.photo} alt="" width={60} height={80} />}
      <span>
        <b>{name}</b>
        {about?.statement}
      </span>
    </label>
  );
}

export function QuestionPart({ question, number, marks, about, onMark }: QuestionProps) {
  const single = question.max === 1;
  const group = `post-${number}`;
  return (
    <fieldset>
      <legend>{question.text}</legend>
      <p class="quiet" aria-live="polite">
        {single
          ? t("vote.one")
          : t("vote.several", { max: question.max, chosen: marks.chosen.length })}
      </p>
      {question.answers.map((answer, index) => (
        <Choice
          key={index}
          group={group}
          single={single}
          name={answer}
          about={about(answer)}
          checked={marks.chosen.includes(index)}
          full={!single && full(question, marks)}
          onTouch={() => onMark(touched(question, marks, index))}
        />
      ))}
      {question.blank && (
        <Choice
          group={group}
          single={single}
          name={t("vote.blank")}
          about={{ statement: t("vote.blank.about"), photo: undefined }}
          checked={marks.blank}
          full={false}
          onTouch={() => onMark(marks.blank ? unmarked : blank)}
        />
      )}
    </fieldset>
  );
}
