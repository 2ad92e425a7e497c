/* What goes on the notice board: the voter list and the formal candidates, in the usual form of
 * title, text, place of the seal, date. */
import { api, asked } from "../../api/api";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Photo } from "../../parts/photo";
import { Sheet } from "../../parts/sheet";
import { o } from "../../words/office";
import { day, t, when } from "../../words/words";
import type { SchemaVoterView } from "#schema";
import type { Course } from "./course";
import { place } from "./person";
import { allVoters, pageSize } from "./voters";

const loadVoters = (election: string): Promise<SchemaVoterView[]> =>
  allVoters((after) => {
    const params = { path: { election_id: election }, query: { after, limit: pageSize } };
    return asked(api.GET("/v1/elections/{election_id}/list", { params }));
  });

function Seal({ course, at }: { course: Course; at: string }) {
  return (
    <p class="seal">
      {t("result.signed", { body: course.here.body.name ?? "" })}
      <br />
      {day(at)}
    </p>
  );
}

function Rehearsal({ course }: { course: Course }) {
  return course.here.body.rehearsal ? <p>{t("rehearsal")}</p> : null;
}

function VoterList({ course, at }: { course: Course; at: string }) {
  const { election } = course;
  const list = useLoaded(() => loadVoters(election.id), election.id);
  return (
    <Loaded from={list}>
      {(voters) => (
        <Sheet name="notice" label={o("board.printVoters")}>
          <h2>{o("board.voters", { title: election.title })}</h2>
          <Rehearsal course={course} />
          <p>{o("board.votersText", { n: voters.length, title: election.title })}</p>
          {election.objections_until && (
            <p>{o("board.objections", { day: day(election.objections_until) })}</p>
          )}
          <ol class="names">
            {voters.map(({ number, name, building }) => (
              <li key={number} value={number}>
                {name} {place(building, "home.building")}
              </li>
            ))}
          </ol>
          <Seal course={course} at={at} />
        </Sheet>
      )}
    </Loaded>
  );
}

function CandidateList({ course, at }: { course: Course; at: string }) {
  const { election, candidates } = course;
  const { title, opens_at, closes_at, posts } = election;
  return (
    <Sheet name="notice" label={o("board.printCandidates")}>
      <h2>{o("board.candidates", { title })}</h2>
      <Rehearsal course={course} />
      <p>{o("board.candidatesText", { title })}</p>
      {posts.map((post) => (
        <section key={post.id}>
          <h3>
            {post.title}
            {t("election.seats", { n: post.seats })}
          </h3>
          {candidates
            .filter(({ post_id }) => post_id === post.id)
            .map((candidate) => (
              <p key={candidate.id} class="candidate">
                <Photo election={election.id} candidate={candidate} />
                <span>
                  <b>{candidate.name}</b> {candidate.statement}
                </span>
              </p>
            ))}
        </section>
      ))}
      <p>{o("board.polling", { from: when(opens_at), until: when(closes_at) })}</p>
      <Seal course={course} at={at} />
    </Sheet>
  );
}

export default function Board({ course }: { course: Course }) {
  const { list_published_at, candidates_published_at } = course.election;
  return (
    <>
      {candidates_published_at && <CandidateList course={course} at={candidates_published_at} />}
      {list_published_at && <VoterList course={course} at={list_published_at} />}
    </>
  );
}
