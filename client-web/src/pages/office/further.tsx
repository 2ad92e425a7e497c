/* The further round that the announced results call for (A66–A70). */
import { api, asked } from "../../api/api";
import { holds, instant } from "../../app/office";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { o } from "../../words/office";
import { day } from "../../words/words";
import type { CoursePart } from "./course";

export function Further({ course, again }: CoursePart) {
  const { here, election } = course;
  const form = useForm({ opens_at: "", closes_at: "" });
  if (!election.further || !holds(here, "election_committee")) return null;
  const schedule = async () => {
    const { opens_at, closes_at } = form.values;
    const params = { path: { election_id: election.id } };
    const body = { opens_at: instant(opens_at), closes_at: instant(closes_at) };
    await asked(api.POST("/v1/elections/{election_id}/rounds", { params, body }));
    await again();
  };
  const { kind, last_day } = election.further;
  const labels = { opens_at: o("draft.opens"), closes_at: o("draft.closes") };
  return (
    <section class="card">
      <h2>{o(kind === "tiebreak" ? "further.tiebreak" : "further.rerun")}</h2>
      <p>{o("further.by", { day: day(last_day) })}</p>
      <Field {...form.bind("opens_at")} label={labels.opens_at} type="datetime-local" />
      <Field {...form.bind("closes_at")} label={labels.closes_at} type="datetime-local" />
      <Act main act={schedule} labels={labels}>
        {o("further.schedule")}
      </Act>
    </section>
  );
}
