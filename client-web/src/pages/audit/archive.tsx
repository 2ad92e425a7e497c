/* An archive is verified in this browser: every ballot's proofs, their sum, and how it was opened. */
import { useState } from "preact/hooks";
import { Problem } from "../../api/api";
import { Thread, type Tell } from "../../app/voting";
import { Facts } from "../../parts/facts";
import { Progress } from "../../parts/progress";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { type Question, readElection } from "../../protocol/election";
import { ProtocolError } from "../../protocol/errors";
import type { Recounted } from "../../protocol/recount";
import { a } from "../../words/audit";
import { t } from "../../words/words";

/* What an archive came to: it holds, or the first thing that does not. */
type Outcome = { counted: Recounted } | { token: string; place: string };

async function verify(file: File, tell: Tell): Promise<Outcome> {
  const thread = new Thread();
  try {
    const archive = new Uint8Array(await file.arrayBuffer());
    return { counted: await thread.call("recount", { archive }, tell) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { token: error.token, place: error.place };
  } finally {
    thread.end();
  }
}

function Votes({ question, votes }: { question: Question; votes: readonly number[] }) {
  const names = question.blank ? [t("vote.blank"), ...question.answers] : question.answers;
  return (
    <>
      <h3>{question.text}</h3>
      <Facts facts={names.map((name, choice) => [name, votes[choice]] as const)} />
    </>
  );
}

function Counted({ counted }: { counted: Recounted }) {
  const { questions, uuid } = readElection(counted.election);
  return (
    <>
      <Said kind="good" title={a("archive.holds")} live>
        <p>{a("archive.ballots", { n: counted.ballots })}</p>
      </Said>
      <p>{a("archive.uuid", { uuid })}</p>
      <p>{a("archive.fingerprint")}</p>
      <p class="tracker">{counted.fingerprint}</p>
      {questions.map((question, index) => (
        <Votes key={index} question={question} votes={counted.votes[index] ?? []} />
      ))}
    </>
  );
}

export function ArchivePart() {
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const [outcome, setOutcome] = useState<Outcome>();
  const check = useTried(async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file) return;
    setOutcome(undefined);
    try {
      setOutcome(await verify(file, (done, of) => setProgress({ done, of })));
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem("file", a("archive.unread"));
    } finally {
      setProgress(undefined);
      input.value = "";
    }
  });
  return (
    <section class="card">
      <h2>{a("archive.title")}</h2>
      <p>{a("archive.about")}</p>
      <label class="field">
        {a("archive.file")}
        <input type="file" accept=".bel" onChange={(event) => void check.start(event.currentTarget)} />
      </label>
      <WhatFailed problem={check.problem} />
      {progress && <Progress {...progress} text={t("recount.running", progress)} />}
      {outcome && "counted" in outcome && <Counted counted={outcome.counted} />}
      {outcome && "token" in outcome && (
        <Said kind="bad" title={a("archive.fails")} live>
          <p>{a("archive.where")}</p>
          <p class="tracker">
            {outcome.token} {outcome.place}
          </p>
        </Said>
      )}
    </section>
  );
}
