/* The vote: choose, review, confirm, receipt. In the elder view each post has a screen of its own. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { elder } from "../../app/elder";
import { takeHash } from "../../app/hash";
import type { Params } from "../../app/route";
import { prepareVoting, voting } from "../../app/voting";
import { Problem } from "../../api/api";
import { Button } from "../../parts/button";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { readCard } from "../../protocol/credential";
import { ProtocolError } from "../../protocol/errors";
import type { Pending, Receipt } from "../../store/db";
import { t, when, type Word } from "../../words/words";
import { cast } from "./cast";
import { KeyEntry } from "./entry";
import { aboutKey, loadVote, type Vote } from "./load";
import { decided, type Marks, unmarked } from "./paper";
import { QuestionPart } from "./question";
import { ReceiptPart } from "./receipt";
import { loadTest, Review } from "./review";

type Stage =
  | { at: "choose" }
  | { at: "review"; sealed: Promise<string>; problem?: Problem }
  | { at: "tested"; screen: ComponentChildren }
  | { at: "unsent"; ballot: Pending; problem: Problem }
  | { at: "done"; receipt: Receipt };

/* Every screen begins with its heading, for eyes, fingers and screen readers alike. */
function useHeading(key: unknown): void {
  useEffect(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main h1")?.focus();
  }, [key]);
}

function Shut({ vote }: { vote: Vote }) {
  const { state, opens_at, closes_at } = vote.round;
  const before = state === "prepared";
  const time = before ? opens_at : closes_at;
  return (
    <Said kind="plain" title={before ? t("vote.early") : t("vote.over")}>
      {time && <p>{before ? t("vote.opens", { time: when(time) }) : t("vote.closed", { time: when(time) })}</p>}
      <a class="button" href={`/e/${vote.round.election_id}`}>
        {t("vote.toElection")}
      </a>
    </Said>
  );
}

interface ChooseProps {
  vote: Vote;
  marks: readonly Marks[];
  onMark: (index: number, marks: Marks) => void;
  onReview: () => void;
}

function Choose({ vote, marks, onMark, onReview }: ChooseProps) {
  const [screen, setScreen] = useState(0);
  const [asked, setAsked] = useState(false);
  const { questions } = vote.election;
  const single = elder() && questions.length > 1;
  const shown = single ? [screen] : questions.map((_, index) => index);
  const last = !single || screen === questions.length - 1;
  const open = !shown.every((index) => decided(marks[index] ?? unmarked));
  useHeading(screen);
  const next = () => {
    setAsked(open);
    if (open) return;
    if (last) onReview();
    else setScreen(screen + 1);
  };
  return (
    <>
      <h1 tabIndex={-1}>{vote.round.title}</h1>
      {vote.round.rehearsal && <p class="drill">{t("rehearsal")}</p>}
      {vote.voted && (
        <Said kind="plain">
          <p>{t("vote.before")}</p>
        </Said>
      )}
      {single && <p>{t("vote.step", { n: screen + 1, of: questions.length })}</p>}
      {shown.map((index) => {
        const question = questions[index];
        return (
          question && (
            <QuestionPart
              key={index}
              number={index}
              question={question}
              marks={marks[index] ?? unmarked}
              about={(name) => vote.about.get(aboutKey(question.text, name))}
              onMark={(changed) => onMark(index, changed)}
            />
          )
        );
      })}
      {asked && open && (
        <Said kind="warn" live>
          <p>{t("vote.missing")}</p>
        </Said>
      )}
      <Button main onClick={next}>
        {last ? t("vote.toReview") : t("vote.next")}
      </Button>
      {single && screen > 0 && <Button onClick={() => setScreen(screen - 1)}>{t("vote.back")}</Button>}
    </>
  );
}

interface UnsentProps {
  problem: Problem;
  onAgain: () => Promise<void>;
}

function Unsent({ problem, onAgain }: UnsentProps) {
  return (
    <>
      <h1 tabIndex={-1}>{t("vote.unsent")}</h1>
      <Said kind="bad" live title={t("vote.unsent.title")}>
        <p>{problem.message}</p>
        <p>{t("vote.unsent.about")}</p>
      </Said>
      <Button main onClick={onAgain}>
        {t("again")}
      </Button>
    </>
  );
}

/* What the service sent and the voting code refused, in words. */
function problemOf(error: unknown, refused: Word): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ProtocolError && error.token === "nothing_held") /* its thread broke */
    return new Problem("worker", t("problem.worker"));
  if (error instanceof ProtocolError) return new Problem(error.token, t(refused));
  throw error;
}

/* A ballot whose receipt never came waits for a second try. */
function firstStage({ pending }: Vote): Stage {
  if (!pending) return { at: "choose" };
  const problem = new Problem("network", t("vote.unsent.before"));
  return { at: "unsent", ballot: pending, problem };
}

function Booth({ vote, credential }: { vote: Vote; credential: string }) {
  const [marks, setMarks] = useState<readonly Marks[]>(vote.election.questions.map(() => unmarked));
  const [stage, setStage] = useState<Stage>(() => firstStage(vote));
  useHeading(stage.at);
  useEffect(() => {
    voting.rehearse(vote.text).catch(() => undefined); /* what fails is said when she votes */
    loadTest().catch(() => undefined); /* or opens it */
  }, []);
  const mark = (index: number, changed: Marks) =>
    setMarks(marks.map((old, other) => (other === index ? changed : old)));
  const review = (problem?: Problem) => {
    const sealed = seal(vote, credential, marks);
    sealed.catch(() => undefined); /* said when she confirms */
    setStage({ at: "review", sealed, ...(problem && { problem }) });
  };
  const send = async (ballot: Pending) => {
    try {
      setStage({ at: "done", receipt: await cast(vote, ballot) });
    } catch (error) {
      setStage({ at: "unsent", ballot, problem: problemOf(error, "vote.badReceipt") });
    }
  };
  const confirm = async (sealed: Promise<string>) => {
    let ballot;
    try {
      ballot = { round: vote.election.uuid, ...(await voting.cast(await sealed)) };
    } catch (error) {
      review(problemOf(error, "vote.wrongPaper"));
      return;
    }
    await send(ballot);
  };
  switch (stage.at) {
    case "choose":
      return <Choose vote={vote} marks={marks} onMark={mark} onReview={() => review()} />;
    case "review":
      return (
        <Review
          election={vote.election}
          marks={marks}
          onChange={() => setStage({ at: "choose" })}
          problem={stage.problem}
          onConfirm={() => confirm(stage.sealed)}
          sealed={stage.sealed}
          test={{
            round: vote.election.uuid,
            onTested: (screen) => setStage({ at: "tested", screen }),
            onBack: () => review(),
          }}
        />
      );
    case "tested":
      return <>{stage.screen}</>;
    case "unsent":
      return <Unsent problem={stage.problem} onAgain={() => send(stage.ballot)} />;
    case "done":
      return <ReceiptPart receipt={stage.receipt} again={() => setStage({ at: "choose" })} />;
  }
}

/* Begins on the review screen, so that it is done when the voter confirms, and the phone has sealed
 * before it knows whether she will. Gives the number under which the worker holds the ballot. */
const seal = (vote: Vote, credential: string, marks: readonly Marks[]): Promise<string> =>
  voting.seal({
    election: vote.text,
    credential,
    marks: marks.map(({ chosen, blank }) => ({ chosen: [...chosen], blank })),
  });

function Entrance({ vote, card }: { vote: Vote; card: string | undefined }) {
  const [credential, setCredential] = useState((card && readCard(card).credential) ?? vote.key);
  if (vote.round.state !== "polling")
    return (
      <>
        <h1 tabIndex={-1}>{vote.round.title}</h1>
        <Shut vote={vote} />
      </>
    );
  if (!credential) return <KeyEntry onKey={setCredential} />;
  return <Booth vote={vote} credential={credential} />;
}

export default function VotePage({ params }: { params: Params }) {
  const uuid = params.uuid ?? "";
  const [card] = useState(takeHash);
  useEffect(() => void prepareVoting(), []);
  const vote = useLoaded(() => loadVote(uuid), uuid);
  return <Loaded from={vote}>{(loaded) => <Entrance vote={loaded} card={card} />}</Loaded>;
}
