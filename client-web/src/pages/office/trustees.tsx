/* Naming the trustees, of whom so many open the count together; how far their set-up has come. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { o } from "../../words/office";
import { t } from "../../words/words";
import { type CoursePart, lacks } from "./course";
import { type Person, PersonSearch } from "./person";

function Appoint({ course, again }: CoursePart) {
  const { here, election } = course;
  const [named, setNamed] = useState<readonly Person[]>([]);
  const form = useForm({ threshold: "2" });
  const add = (person: Person) =>
    setNamed([...named.filter(({ id }) => id !== person.id), person]);
  const appoint = async () => {
    const body = {
      threshold: Number(form.values.threshold),
      trustees: named.map(({ id, name }) => ({ person_id: id, name })),
    };
    const params = { path: { election_id: election.id } };
    await asked(api.POST("/v1/elections/{election_id}/trustees", { params, body }));
    await again();
  };
  const labels = { threshold: o("trustees.threshold"), trustees: o("trustees.title") };
  return (
    <>
      <p>{o("trustees.about")}</p>
      <ol>
        {named.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ol>
      <PersonSearch body={here.body.id} onFound={add} />
      <Field {...form.bind("threshold")} label={labels.threshold} numeric />
      {named.length > 0 && (
        <Act act={appoint} labels={labels} sure={o("trustees.sure", { n: named.length })}>
          {o("trustees.appoint")}
        </Act>
      )}
    </>
  );
}

const stageOf = (trustee: { certificate?: string; verification_key?: string }) =>
  trustee.verification_key ? "trustees.ready" : trustee.certificate ? "trustees.begun" : "trustees.none";

export function Trustees(part: CoursePart) {
  const { election, trustees } = part.course;
  const setting = election.rounds[0]?.state === "reserved";
  const missing = setting && trustees.trustees.length === 0;
  return (
    <details open={lacks(part.course, "trustees-incomplete")}>
      <summary>{o("trustees.title")}</summary>
      {trustees.trustees.length > 0 && (
        <p>{o("trustees.of", { k: trustees.threshold, n: trustees.trustees.length })}</p>
      )}
      <ol>
        {trustees.trustees.map((trustee) => (
          <li key={trustee.number}>
            <b>{trustee.name}</b> {o(stageOf(trustee))}
          </li>
        ))}
      </ol>
      {missing && <Appoint {...part} />}
      {setting && !missing && <p class="quiet">{o("trustees.how")}</p>}
      <p>
        <a href={`/v1/elections/${election.id}/trustees`}>{t("election.trustees")}</a>
      </p>
    </details>
  );
}
