/* Everything an officer sees of one election. */
import { api, asked, found } from "../../api/api";
import { enterOffice, type Here, holds } from "../../app/office";
import type {
  SchemaBoxView,
  SchemaCandidateView,
  SchemaElectionView,
  SchemaNextView,
  SchemaObjectionLine,
  SchemaResultView,
  SchemaRoundView,
  SchemaTallyView,
  SchemaTrusteePage,
} from "#schema";

export interface Course {
  here: Here;
  election: SchemaElectionView;
  next: SchemaNextView | undefined; // it has ended
  round: SchemaRoundView; // the latest with a ballot paper, else the first
  candidates: readonly SchemaCandidateView[];
  trustees: SchemaTrusteePage;
  objections: readonly SchemaObjectionLine[];
  boxes: readonly SchemaBoxView[];
  tally: SchemaTallyView | undefined; // not summed yet
  result: SchemaResultView | undefined; // not drawn up yet
}

export interface CoursePart {
  course: Course;
  again: () => Promise<void>;
}

/* Whether this is what the election waits for now. */
export const lacks = ({ next }: Course, reason: string): boolean =>
  next?.missing.some((item) => item.reason === reason) ?? false;

export function presentRound({ rounds }: SchemaElectionView): SchemaRoundView {
  const fixed = rounds.filter(({ state }) => state !== "reserved");
  return (fixed[fixed.length - 1] ?? rounds[0]) as SchemaRoundView;
}

async function loadRound(uuid: string) {
  const params = { path: { uuid } };
  const [boxes, tally, result] = await Promise.all([
    asked(api.GET("/v1/rounds/{uuid}/boxes", { params })),
    found(api.GET("/v1/rounds/{uuid}/tally", { params }), 404),
    found(api.GET("/v1/rounds/{uuid}/result", { params }), 404),
  ]);
  return { boxes: boxes.boxes, tally, result };
}

export async function loadCourse(id: string): Promise<Course> {
  const here = await enterOffice();
  const params = { path: { election_id: id } };
  const committee = holds(here, "election_committee");
  const [election, next, { candidates }, trustees, objections] = await Promise.all([
    asked(api.GET("/v1/elections/{election_id}", { params })),
    found(api.GET("/v1/elections/{election_id}/next", { params }), 404),
    asked(api.GET("/v1/elections/{election_id}/candidates", { params })),
    asked(api.GET("/v1/elections/{election_id}/trustees", { params })),
    committee ? asked(api.GET("/v1/elections/{election_id}/objections", { params })) : undefined,
  ]);
  const round = presentRound(election);
  return {
    here,
    election,
    next,
    round,
    candidates,
    trustees,
    objections: objections?.objections ?? [],
    ...(await loadRound(round.uuid)),
  };
}
