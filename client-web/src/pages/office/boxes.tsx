/* Ballot boxes of the present round, and the ways to the desk and to the count. */
import { api, asked } from "../../api/api";
import { holds } from "../../app/office";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Pick } from "../../parts/pick";
import { o, type OfficeWord } from "../../words/office";
import type { CoursePart } from "./course";

const kinds = ["hall", "station", "mobile"] as const;

function NewBox({ course, again }: CoursePart) {
  const form = useForm({ name: "", kind: "hall", printed: "" });
  const create = async () => {
    const { name, kind, printed } = form.values;
    const body = { name, kind: kind as (typeof kinds)[number], printed: Number(printed) };
    const params = { path: { uuid: course.round.uuid } };
    await asked(api.POST("/v1/rounds/{uuid}/boxes", { params, body }));
    form.set({ name: "", printed: "" });
    await again();
  };
  const labels = { name: o("box.name"), printed: o("box.printed") };
  return (
    <details>
      <summary>{o("box.new")}</summary>
      <Field {...form.bind("name")} label={labels.name} />
      <Pick
        {...form.bind("kind")}
        label={o("box.kind")}
        options={kinds.map((kind) => [kind, o(`box.${kind}`)] as const)}
      />
      <Field {...form.bind("printed")} label={labels.printed} numeric />
      <Act act={create} labels={labels}>
        {o("box.create")}
      </Act>
    </details>
  );
}

export function Boxes(part: CoursePart) {
  const { here, round, boxes } = part.course;
  const preparing = round.state === "prepared" || round.state === "polling";
  if (!preparing && boxes.length === 0) return null;
  return (
    <section>
      <h2>{o("box.title")}</h2>
      {boxes.length === 0 && <p class="quiet">{o("box.none")}</p>}
      <ul>
        {boxes.map(({ id, name, issued, printed, stage }) => (
          <li key={id}>
            <b>{name}</b> {o("box.line", { issued, printed })} · {o(`stage.${stage}` as OfficeWord)}
          </li>
        ))}
      </ul>
      {round.state === "polling" && boxes.length > 0 && holds(here, "desk") && (
        <a class="button main" href={`/office/desk/${round.uuid}`}>
          {o("desk.title")}
        </a>
      )}
      {!preparing && round.state !== "announced" && (
        <a class="button" href={`/office/count/${round.uuid}`}>
          {o("count.title")}
        </a>
      )}
      {preparing && holds(here, "election_committee") && <NewBox {...part} />}
    </section>
  );
}
