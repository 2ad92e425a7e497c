/* An officer's view of an election: what it needs next and which rule still stands in the way, and
 * below it the work of the present state. */
import { holds } from "../../app/office";
import type { Params } from "../../app/route";
import { Folded } from "../../parts/folded";
import { Loaded, useLoaded } from "../../parts/loaded";
import { o } from "../../words/office";
import { t, type Word } from "../../words/words";
import { Boxes } from "./boxes";
import { Candidates } from "./candidates";
import { type CoursePart, loadCourse } from "./course";
import { Further } from "./further";
import { Keys } from "./keys";
import { Next } from "./next";
import { Objections } from "./objections";
import { Outcome } from "./outcome";
import { Trustees } from "./trustees";

function ElectionPart(part: CoursePart) {
  const { here, election } = part.course;
  return (
    <>
      <h1 tabIndex={-1}>{election.title}</h1>
      <p>{here.body.name}</p>
      {here.body.rehearsal && <p class="drill">{t("rehearsal")}</p>}
      <p class="state">{t(`state.${election.state}` as Word)}</p>
      <Next {...part} />
      <Outcome {...part} />
      <Further {...part} />
      <Boxes {...part} />
      {holds(here, "election_committee") && (
        <>
          <Objections {...part} />
          <Candidates {...part} />
          <Trustees {...part} />
          <Keys {...part} />
        </>
      )}
      {part.course.round.state !== "reserved" && (
        <a class="button" href={`/screen/${part.course.round.uuid}`}>
          {o("turnout.screen")}
        </a>
      )}
      {part.course.round.state !== "reserved" &&
        (holds(here, "election_committee") || holds(here, "auditor")) && (
          <Folded
            title={o("disputes.title")}
            load={() => import("./disputes")}
            props={{ course: part.course }}
          />
        )}
      {election.list_published_at && (
        <Folded
          title={o("board.title")}
          load={() => import("./board")}
          props={{ course: part.course }}
        />
      )}
      <p>
        <a href={`/e/${election.id}`}>{t("vote.toElection")}</a>
      </p>
    </>
  );
}

export default function OfficeElectionPage({ params }: { params: Params }) {
  const id = params.id ?? "";
  const course = useLoaded(() => loadCourse(id), id);
  return (
    <Loaded from={course}>
      {(facts) => <ElectionPart course={facts} again={course.again} />}
    </Loaded>
  );
}
