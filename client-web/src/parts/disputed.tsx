/* A dispute as it stands: what it is about, who answers until when, and the answer. */
import { d } from "../words/dispute";
import { day, when } from "../words/words";
import type { SchemaDisputeView } from "#schema";
import { Button } from "./button";
import { save } from "./save";

interface DisputedProps {
  dispute: SchemaDisputeView;
  answerers: readonly string[];
}

function Answer({ dispute }: Pick<DisputedProps, "dispute">) {
  const { outcome, answer, answered_by: name = "", answered_at: at = "" } = dispute;
  if (!outcome) return null;
  return (
    <>
      <p>
        <b>{d(`outcome.${outcome}`)}</b> {answer}
      </p>
      <p class="quiet">{d("answered", { name, time: when(at) })}</p>
      <p class="quiet">{d("appeal")}</p>
    </>
  );
}

export function Disputed({ dispute, answerers }: DisputedProps) {
  const { id, kind, title, filed_at, answer_by, outcome, statement } = dispute;
  return (
    <>
      <h3>{d(`kind.${kind}`)}</h3>
      <p class="quiet">
        {title} · {d("filed", { time: when(filed_at) })}
      </p>
      {outcome ? (
        <Answer dispute={dispute} />
      ) : (
        <p>{d("waits", { names: answerers.join("、"), day: day(answer_by) })}</p>
      )}
      <Button onClick={() => save(`dispute-${id}.json`, statement)}>{d("save")}</Button>
    </>
  );
}
