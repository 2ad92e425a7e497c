/* Who stands: entered by the election committee until the list is published. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { Field } from "../../parts/field";
import { Folded } from "../../parts/folded";
import { Act, useForm } from "../../parts/form";
import { Photo } from "../../parts/photo";
import { Pick } from "../../parts/pick";
import { o } from "../../words/office";
import { t } from "../../words/words";
import type { SchemaCandidateView } from "#schema";
import type { CoursePart } from "./course";
import { type Person, PersonSearch } from "./person";

function Enter({ course, again }: CoursePart) {
  const { here, election } = course;
  const [person, setPerson] = useState<Person>();
  const form = useForm({ post_id: election.posts[0]?.id ?? "", statement: "" });
  const enter = async () => {
    const params = { path: { election_id: election.id } };
    const body = { ...form.values, person_id: person?.id ?? "", name: person?.name ?? "" };
    await asked(api.POST("/v1/elections/{election_id}/candidates", { params, body }));
    setPerson(undefined);
    form.set({ statement: "" });
    await again();
  };
  return (
    <>
      <PersonSearch body={here.body.id} onFound={setPerson} />
      {person && (
        <>
          <p class="big">{person.name}</p>
          <Pick
            {...form.bind("post_id")}
            label={o("candidate.post")}
            options={election.posts.map(({ id, title }) => [id, title] as const)}
          />
          <Field {...form.bind("statement")} label={o("candidate.statement")} />
          <Act main act={enter} labels={{ statement: o("candidate.statement") }}>
            {o("candidate.enter")}
          </Act>
        </>
      )}
    </>
  );
}

interface LineProps extends CoursePart {
  candidate: SchemaCandidateView;
}

function Line({ course, again, candidate }: LineProps) {
  const { election } = course;
  const open = election.state === "nominating";
  const withdraw = async () => {
    const params = { path: { election_id: election.id, candidate_id: candidate.id } };
    const at = "/v1/elections/{election_id}/candidates/{candidate_id}/withdraw";
    await asked(api.POST(at, { params }));
    await again();
  };
  return (
    <li>
      <b>{candidate.name}</b> {candidate.statement}
      {open ? (
        <Folded
          title={o("photo.title", { name: candidate.name })}
          load={() => import("./photo")}
          props={{ election: election.id, candidate, again }}
        />
      ) : (
        <Photo election={election.id} candidate={candidate} />
      )}
      {open && (
        <Act act={withdraw} sure={o("candidate.withdrawSure")}>
          {o("candidate.withdraw")}
        </Act>
      )}
    </li>
  );
}

export function Candidates(part: CoursePart) {
  const { election, candidates } = part.course;
  const open = election.state === "nominating";
  if (!open && candidates.length === 0) return null;
  return (
    <details open={open}>
      <summary>{o("candidate.title")}</summary>
      {election.posts.map(({ id, title, seats }) => (
        <section key={id}>
          <h3>
            {title}
            {t("election.seats", { n: seats })}
          </h3>
          <ul>
            {candidates
              .filter(({ post_id }) => post_id === id)
              .map((candidate) => (
                <Line key={candidate.id} {...part} candidate={candidate} />
              ))}
          </ul>
        </section>
      ))}
      {open && <Enter {...part} />}
    </details>
  );
}
