/* An announced result: who is elected, the exact numbers, and the sums that decided. */
import type { AnnouncedBox, AnnouncedCandidate, AnnouncedPost, Result } from "../../app/result";
import { DisputeCounts } from "../../parts/disputes";
import { Facts } from "../../parts/facts";
import { Found } from "../../parts/found";
import { Sheet } from "../../parts/sheet";
import { worked } from "../../parts/worked";
import type { Receipt } from "../../store/db";
import { day, lang, t } from "../../words/words";
import { Checked } from "./checked";
import { Recount } from "./recount";

interface LineProps {
  candidate: AnnouncedCandidate;
  small: boolean;
}

function CandidateLine({ candidate, small }: LineProps) {
  const { name, votes, online = 0, paper = 0, fate, test, holds } = candidate;
  return (
    <li class={fate}>
      <b>{name}</b> {fate !== "none" && <strong class="fate">{t(`fate.${fate}`)}</strong>}
      <p>
        {t("result.votes", { n: votes })}
        {!small && t("result.channels", { online, paper })}
      </p>
      {test && (
        <p class="quiet">
          {worked(test)} {t(holds ? "result.holds" : "result.fails")}
        </p>
      )}
    </li>
  );
}

function PostPart({ post, small }: { post: AnnouncedPost; small: boolean }) {
  return (
    <section class="card">
      <h3>
        {post.title}
        {t("election.seats", { n: post.seats })}
      </h3>
      <ol class="outcome">
        {post.candidates.map((candidate) => (
          <CandidateLine key={candidate.candidate} candidate={candidate} small={small} />
        ))}
      </ol>
      {Boolean(post.rerun_seats) && <p>{t("result.rerunSeats", { n: post.rerun_seats ?? 0 })}</p>}
    </section>
  );
}

function BoxPart({ box }: { box: AnnouncedBox }) {
  const { name, explanation, ...figures } = box;
  const shown = ["printed", "issued", "spoiled", "spare", "recovered", "valid", "invalid"] as const;
  return (
    <>
      <h4>{name}</h4>
      <Facts facts={shown.map((figure) => [t(`box.${figure}`), figures[figure]])} />
      {explanation && <p>{explanation}</p>}
    </>
  );
}

/* For the notice board: title, text, place for the seal, date. */
function Notice({ result }: { result: Result }) {
  const { announcement, announcedAt, sentences } = result;
  const [, , ...rest] = sentences[lang()];
  return (
    <details>
      <summary>{t("result.notice")}</summary>
      <Sheet name="notice" label={t("result.print")}>
        <h3>{t("result.noticeTitle", { title: announcement.title })}</h3>
        {rest.map((sentence, index) => (
          <p key={index}>{worked(sentence)}</p>
        ))}
        <p class="seal">
          {t("result.signed", { body: announcement.body_name })}
          <br />
          {day(announcedAt)}
        </p>
      </Sheet>
    </details>
  );
}

interface ResultProps {
  result: Result;
  receipt: Receipt | undefined; // of a ballot this phone sent
  now: number; // the community's time
}

export function ResultPart({ result, receipt, now }: ResultProps) {
  const { announcement, uuid } = result;
  const { n, p, online, boxes, posts, verdict, turnout, kind, small } = announcement;
  const recovered = boxes.reduce((total, box) => total + box.recovered, 0);
  return (
    <section>
      <h2>{t(`result.${kind}`)}</h2>
      {verdict !== "valid" && <p class="drill">{t(`verdict.${verdict}`)}</p>}
      <Facts
        facts={[
          [t("result.n"), n],
          [t("result.p"), p],
          [t("result.online"), online],
          [t("result.paper"), recovered],
        ]}
      />
      {turnout && <p>{t("result.turnout", { test: worked(turnout) })}</p>}
      <Checked result={result} />
      {receipt && <Found receipt={receipt} now={now} />}
      {posts.map((post) => (
        <PostPart key={post.post} post={post} small={small} />
      ))}
      {boxes.length > 0 && (
        <details>
          <summary>{t("result.boxes")}</summary>
          {boxes.map((box) => (
            <BoxPart key={box.box} box={box} />
          ))}
        </details>
      )}
      {!small && <Recount result={result} />}
      <DisputeCounts uuid={uuid} />
      <Notice result={result} />
      <p>
        <a href={`/v1/rounds/${uuid}/result/envelope`} download={`${uuid}.result.json`}>
          {t("result.envelope")}
        </a>
      </p>
      <p>
        <a href={`/v1/rounds/${uuid}/archive`} download={`${uuid}.bel`}>
          {t("result.archive")}
        </a>
      </p>
    </section>
  );
}
