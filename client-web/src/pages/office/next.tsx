/* Where the election goes from here: what is missing, by which day, and the button that moves it. */
import { api, asked } from "../../api/api";
import { holds } from "../../app/office";
import { Act } from "../../parts/form";
import { o, type OfficeWord } from "../../words/office";
import { day, lang, t, when, type Word } from "../../words/words";
import type { SchemaElectionView, SchemaNextView } from "#schema";
import type { Course, CoursePart } from "./course";

type Move = (election: SchemaElectionView, to: SchemaNextView["to"]) => Promise<unknown>;

const at = (election: SchemaElectionView) => ({ path: { election_id: election.id } });

/* By the operation that makes the move; those that are not here have a form of their own. */
const moves: Readonly<Record<string, Move>> = {
  electionAdvance: (election, to) =>
    asked(api.POST("/v1/elections/{election_id}/state", { params: at(election), body: { to } })),
  listPublish: (election) =>
    asked(api.POST("/v1/elections/{election_id}/list", { params: at(election), body: {} })),
  candidatesPublish: (election) =>
    asked(api.POST("/v1/elections/{election_id}/candidates/publish", { params: at(election) })),
  electionComplete: (election) =>
    asked(api.POST("/v1/elections/{election_id}/completion", { params: at(election), body: {} })),
};

/* What cannot be taken back. */
const grave = ["listPublish", "candidatesPublish", "electionComplete"];

function latest({ election, next }: Course): string | undefined {
  if (next?.op === "listPublish") return day(election.list_by);
  if (next?.op === "candidatesPublish") return day(election.candidates_by);
  return undefined;
}

/* What should have come by itself and did not; the ballot paper is then fixed by hand. */
function HeldUp({ course, again }: CoursePart) {
  const { held_up, id } = course.election;
  if (!held_up) return null;
  const prepare = async () => {
    await asked(api.POST("/v1/elections/{election_id}/prepare", { params: { path: { election_id: id } } }));
    await again();
  };
  return (
    <>
      <p class="drill">{lang() === "en" ? held_up.english : held_up.chinese}</p>
      {held_up.act === "round.prepare" && <Act act={prepare}>{o("next.prepare")}</Act>}
    </>
  );
}

export function Next({ course, again }: CoursePart) {
  const { here, election, next, round } = course;
  if (!next) return null;
  const { to, op, at: time, missing } = next;
  const by = latest(course);
  const move = op === undefined ? undefined : moves[op];
  const name = t(`state.${to}` as Word);
  return (
    <section class="card">
      <h2>{o("next.title", { state: name })}</h2>
      {by && <p class="quiet">{o("next.by", { day: by })}</p>}
      {time && (
        <p>{o(round.state === "reserved" ? "next.paper" : "next.itself", { time: when(time) })}</p>
      )}
      {missing.length > 0 && (
        <>
          <p>{o("next.missing")}</p>
          <ul class="missing">
            {missing.map(({ chinese, english }) => (
              <li key={chinese}>{lang() === "en" ? english : chinese}</li>
            ))}
          </ul>
        </>
      )}
      <HeldUp course={course} again={again} />
      {move && missing.length === 0 && holds(here, "election_committee") && (
        <Act
          main
          act={async () => {
            try {
              await move(election, to);
            } finally {
              await again(); /* somebody else may have moved it meanwhile */
            }
          }}
          {...(op && grave.includes(op) ? { sure: o(`sure.${op}` as OfficeWord) } : {})}
        >
          {o("next.move", { state: name })}
        </Act>
      )}
    </section>
  );
}
