/* A trustee helps to open the one tally of a round: this phone checks every ballot and sums them
 * itself before it decrypts anything, and it decrypts nothing but that sum. */
import { useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { Thread, type Tell } from "../../app/voting";
import { ProtocolError } from "../../protocol/errors";
import type { TrusteePart } from "../../protocol/opening";
import type { TrusteeFile } from "../../protocol/setup";
import { Button } from "../../parts/button";
import { useLoaded } from "../../parts/loaded";
import { Progress } from "../../parts/progress";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { t, type Word } from "../../words/words";
import { BringFile, keepFile, keptFile } from "./file";

const refusals: Readonly<Record<string, Word>> = {
  other_tally: "opening.otherTally",
  other_trustees: "opening.otherTrustees",
  opened: "opening.opened",
};

/* "few" is asked about; anything else is a defect, named with its place. */
function problemOf(error: unknown): unknown {
  if (!(error instanceof ProtocolError)) return error;
  const { token, place } = error;
  if (token === "few") return new Problem("few", t("opening.few"));
  return new Problem(token, t(refusals[token] ?? "opening.unsound", { place: `${token} ${place}` }));
}

async function prepare(uuid: string, file: TrusteeFile, confirmed: boolean, tell: Tell) {
  const archive = await asked(
    api.GET("/v1/rounds/{uuid}/archive", { params: { path: { uuid } }, parseAs: "arrayBuffer" }),
  );
  const thread = new Thread();
  try {
    const bytes = new Uint8Array(archive as unknown as ArrayBuffer);
    return await thread.call("openTally", { archive: bytes, file, confirmed }, tell);
  } catch (error) {
    throw problemOf(error);
  } finally {
    thread.end();
  }
}

/* The tally is remembered by the phone before anything of it is opened. */
async function open(uuid: string, file: TrusteeFile, confirmed: boolean, tell: Tell) {
  const opened = await prepare(uuid, file, confirmed, tell);
  await keepFile(opened.file);
  const params = { path: { uuid } };
  const decryption = JSON.parse(opened.decryption) as unknown;
  await asked(api.POST("/v1/rounds/{uuid}/decryptions", { params, body: { decryption } }));
  return opened;
}

function Done({ opened }: { opened: TrusteePart }) {
  return (
    <Said kind="good" title={t("opening.done")} live>
      <p>{t("opening.counted", { n: opened.ballots })}</p>
      <p>{t("opening.hash")}</p>
      <p class="tracker">{opened.hash.match(/.{4}/g)?.join(" ")}</p>
    </Said>
  );
}

interface OpeningProps {
  election: string;
  uuid: string;
}

export default function Opening({ election, uuid }: OpeningProps) {
  const kept = useLoaded(async () => ({ file: await keptFile(election) }), uuid);
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const [opened, setOpened] = useState<TrusteePart>();
  const file = kept.value?.file;
  const { problem, start } = useTried(async () => {
    if (!file) return;
    try {
      const tell: Tell = (done, of) => setProgress({ done, of });
      setOpened(await open(uuid, file, problem?.token === "few", tell));
    } finally {
      setProgress(undefined);
    }
  });
  if (opened) return <Done opened={opened} />;
  return (
    <section class="card">
      <h2>{t("home.opening.title")}</h2>
      <p>{t("opening.about")}</p>
      {kept.value && !file && <BringFile election={election} onFile={() => void kept.again()} />}
      <WhatFailed problem={problem} />
      {progress && <Progress {...progress} text={t("recount.running", progress)} />}
      {file && (
        <Button main onClick={start}>
          {problem?.token === "few" ? t("opening.anyway") : t("opening.start")}
        </Button>
      )}
    </section>
  );
}
