/* Objections to the voter list, each to be decided by its day (A38). */
import { api, asked } from "../../api/api";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Pick } from "../../parts/pick";
import { o, type OfficeWord } from "../../words/office";
import { day, when } from "../../words/words";
import type { SchemaObjectionLine } from "#schema";
import type { CoursePart } from "./course";

const outcomes = ["rejected", "upheld", "corrected"] as const;

interface DecideProps extends CoursePart {
  objection: SchemaObjectionLine;
}

function Decide({ course, again, objection }: DecideProps) {
  const form = useForm({ outcome: "rejected", reason: "" });
  const decide = async () => {
    const { outcome, reason } = form.values;
    const params = { path: { election_id: course.election.id, objection_id: objection.id } };
    const body = { outcome: outcome as (typeof outcomes)[number], reason };
    const at = "/v1/elections/{election_id}/objections/{objection_id}/decide";
    await asked(api.POST(at, { params, body }));
    await again();
  };
  const labels = { reason: o("objection.reason") };
  return (
    <>
      <Pick
        {...form.bind("outcome")}
        label={o("objection.outcome")}
        options={outcomes.map((outcome) => [outcome, o(`objection.${outcome}`)] as const)}
      />
      <Field {...form.bind("reason")} label={labels.reason} />
      <Act act={decide} labels={labels} sure={o("objection.sure")}>
        {o("objection.decide")}
      </Act>
    </>
  );
}

export function Objections(part: CoursePart) {
  const { objections } = part.course;
  if (objections.length === 0) return null;
  return (
    <section>
      <h2>{o("objection.title")}</h2>
      {objections.map((objection) => (
        <section class="card" key={objection.id}>
          <h3>{o(`objection.${objection.kind ?? "wrong_data"}` as OfficeWord)}</h3>
          <p>{objection.text}</p>
          <p class="quiet">
            {when(objection.received_at)} · {o("objection.by", { day: day(objection.decide_by) })}
          </p>
          {objection.outcome ? (
            <p>
              <b>{o(`objection.${objection.outcome}` as OfficeWord)}</b> {objection.reason}
            </p>
          ) : (
            <Decide {...part} objection={objection} />
          )}
        </section>
      ))}
    </section>
  );
}
