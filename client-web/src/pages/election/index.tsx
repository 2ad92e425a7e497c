/* An election as everybody sees it: how far it has come, its dates, who stands, who is elected. */
import type { Params } from "../../app/route";
import { Facts } from "../../parts/facts";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Photo } from "../../parts/photo";
import type { Receipt } from "../../store/db";
import { day, t, when, type Word } from "../../words/words";
import { Duty } from "./duty";
import { type ElectionFacts, loadElection } from "./load";
import { ResultPart } from "./result";

function Dates({ election }: Pick<ElectionFacts, "election">) {
  const time = (at: string | undefined) => at && when(at);
  return (
    <Facts
      facts={[
        [t("election.opens"), time(election.opens_at)],
        [t("election.closes"), time(election.closes_at)],
        [t("election.keysUntil"), time(election.freeze_at)],
        [t("election.voters"), election.voters],
        [t("election.listBy"), election.list_by && day(election.list_by)],
        [t("election.listPublished"), election.list_published_at && day(election.list_published_at)],
        [t("election.candidatesBy"), election.candidates_by && day(election.candidates_by)],
      ]}
    />
  );
}

function Candidates({ election, candidates }: Pick<ElectionFacts, "election" | "candidates">) {
  return (
    <>
      <h2>{t("election.posts")}</h2>
      {election.posts.map(({ id, title, seats }) => (
        <section class="card" key={id}>
          <h3>
            {title}
            {t("election.seats", { n: seats })}
          </h3>
          {candidates
            .filter(({ post_id }) => post_id === id)
            .map((candidate) => (
              <p key={candidate.id} class="candidate">
                <Photo election={election.id} candidate={candidate} />
                <span>
                  <b>{candidate.name}</b>
                  <br />
                  {candidate.statement}
                </span>
              </p>
            ))}
        </section>
      ))}
      {candidates.length === 0 && <p class="quiet">{t("election.noCandidates")}</p>}
    </>
  );
}

/* The last ballot this phone sent in a round. */
const latest = (receipts: readonly Receipt[], uuid: string): Receipt | undefined =>
  receipts.filter(({ round }) => round === uuid).sort((a, b) => b.batch - a.batch)[0];

function ElectionPart(facts: ElectionFacts) {
  const { body, election, candidates, results, receipts, duties } = facts;
  const open = election.rounds.find(({ state }) => state === "polling");
  return (
    <>
      <h1 tabIndex={-1}>{election.title}</h1>
      <p>{body.name}</p>
      {body.rehearsal && <p class="drill">{t("rehearsal")}</p>}
      <p class="state">{t(`state.${election.state}` as Word)}</p>
      {open && (
        <a class="button main" href={`/vote/${open.uuid}`}>
          {t("home.vote")}
        </a>
      )}
      {duties.map((item) => (
        <Duty key={item.kind + item.uuid} item={item} />
      ))}
      {results.map((result) => (
        <ResultPart
          key={result.uuid}
          result={result}
          receipt={latest(receipts, result.uuid)}
          now={Date.parse(body.now ?? "")}
        />
      ))}
      <Candidates election={election} candidates={candidates} />
      <h2>{t("election.dates")}</h2>
      <Dates election={election} />
      <h2>{t("election.open")}</h2>
      <ul>
        <li>
          <a href={`/v1/elections/${election.id}/list`}>{t("election.list")}</a>
        </li>
        <li>
          <a href={`/v1/elections/${election.id}/trustees`}>{t("election.trustees")}</a>
        </li>
        <li>
          <a href={`/v1/bodies/${election.body_id}/record/checkpoint`}>{t("election.checkpoint")}</a>
        </li>
        <li>
          <a href="/audit">{t("home.audit")}</a>
        </li>
      </ul>
    </>
  );
}

export default function ElectionPage({ params }: { params: Params }) {
  const id = params.id ?? "";
  const election = useLoaded(() => loadElection(id), id);
  return <Loaded from={election}>{(facts) => <ElectionPart {...facts} />}</Loaded>;
}
