/* A trustee makes her key with the others: three announcements, and between the first and the second
 * everybody compares all fingerprints with a paper that all of them signed. */
import { useEffect, useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { voting } from "../../app/voting";
import { ProtocolError } from "../../protocol/errors";
import type { Next, SetupView, Step, TrusteeFile } from "../../protocol/setup";
import { Button } from "../../parts/button";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { t } from "../../words/words";
import type { SchemaTrusteeView } from "#schema";
import { BringFile, keepFile, keptFile, SaveFile } from "./file";

const ofElection = (election: string) => ({ params: { path: { election_id: election } } });

interface Seen {
  view: SetupView;
  trustees: readonly SchemaTrusteeView[];
}

async function look(election: string): Promise<Seen> {
  const path = ofElection(election);
  const { threshold, trustees } = await asked(
    api.GET("/v1/elections/{election_id}/trustees", path),
  );
  const sent = await asked(api.GET("/v1/elections/{election_id}/trustees/shares", path));
  const rows = trustees.map((row) => ({
    ...row,
    sealed: sent.shares.find(({ from }) => from === row.number)?.sealed,
  }));
  return { view: { threshold: threshold ?? 0, number: sent.number ?? 0, rows }, trustees };
}

/* What each step announces. */
const announce: Readonly<
  Partial<Record<Step, (election: string, file: TrusteeFile) => Promise<unknown>>>
> = {
  certificate: (election, { certificate = "", box_key = "", box_signature = "" }) =>
    asked(
      api.POST("/v1/elections/{election_id}/trustees/certificate", {
        ...ofElection(election),
        body: { certificate, box_key, box_signature },
      }),
    ),
  commitment: (election, { polynomial = "", agreement = "", shares = [] }) =>
    asked(
      api.POST("/v1/elections/{election_id}/trustees/commitment", {
        ...ofElection(election),
        body: { polynomial, agreement, shares },
      }),
    ),
  key: (election, { verification_key = "" }) =>
    asked(
      api.POST("/v1/elections/{election_id}/trustees/key", {
        ...ofElection(election),
        body: { verification_key },
      }),
    ),
};

/* What does not hold, in words that say whose it is. */
function problemOf(error: unknown): unknown {
  if (!(error instanceof ProtocolError)) return error;
  const number = /^\/(\d+)/.exec(error.place)?.[1];
  if (error.token === "setup_begun") return new Problem(error.token, t("trustee.other"));
  return new Problem(error.token, t("trustee.wrong", { n: number ?? "?" }));
}

interface At extends Seen {
  file: TrusteeFile;
  step: Step;
}

/* Goes as far as it can now. Each announcement is kept by the phone before it is sent. */
async function goOn(election: string, start: TrusteeFile, confirmed: boolean): Promise<At> {
  let file = start;
  for (;;) {
    const seen = await look(election);
    let next: Next;
    try {
      next = await voting.setupNext({ file, view: seen.view, confirmed });
    } catch (error) {
      throw problemOf(error);
    }
    file = next.file;
    await keepFile(file);
    const send = announce[next.step];
    if (!send) return { ...seen, file, step: next.step };
    await send(election, file);
  }
}

function Compare({ trustees, onSame }: { trustees: At["trustees"]; onSame: () => Promise<void> }) {
  return (
    <>
      <p>{t("trustee.compare")}</p>
      <ol class="fingerprints">
        {trustees.map(({ number, name, fingerprint }) => (
          <li key={number}>
            <b>{name}</b>
            <p class="tracker">{fingerprint?.match(/.{4}/g)?.join(" ")}</p>
          </li>
        ))}
      </ol>
      <Button main onClick={onSame}>
        {t("trustee.same")}
      </Button>
    </>
  );
}

const pause = 5_000; // ms between two looks at what the others did

function useAgain(waiting: boolean, look: () => Promise<void>): void {
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => void look(), pause);
    return () => clearInterval(timer);
  }, [waiting]);
}

export default function Setup({ election }: { election: string }) {
  const [at, setAt] = useState<At>();
  const step = useTried(async (confirmed?: boolean) => {
    const file = (await keptFile(election)) ?? (await voting.newTrusteeFile(Number(election)));
    setAt(await goOn(election, file, confirmed === true));
  });
  useAgain(at?.step === "wait", () => step.start());
  return (
    <section class="card">
      <h2>{t("home.setup.title")}</h2>
      <WhatFailed problem={step.problem} />
      {!at && (
        <>
          <p>{t("trustee.about")}</p>
          <Button main onClick={() => step.start()}>
            {t("trustee.start")}
          </Button>
          <BringFile election={election} onFile={() => void step.start()} />
        </>
      )}
      {at?.step === "compare" && (
        <Compare trustees={at.trustees} onSame={() => step.start(true)} />
      )}
      {at?.step === "wait" && (
        <p class="wait" role="status">
          {t("trustee.wait")}
        </p>
      )}
      {at?.step === "ready" && (
        <Said kind="good" title={t("trustee.ready")} live>
          <p>{t("trustee.ready.about")}</p>
        </Said>
      )}
      {at && <SaveFile file={at.file} />}
    </section>
  );
}
