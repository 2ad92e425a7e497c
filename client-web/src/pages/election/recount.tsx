/* The full recount on this phone: one button that names what it takes. */
import { useState } from "preact/hooks";
import {
  type Effort,
  recountEffort,
  type Judged,
  recountResult,
  type Result,
} from "../../app/result";
import { Button } from "../../parts/button";
import { Dispute } from "../../parts/dispute";
import { useLoaded } from "../../parts/loaded";
import { Progress } from "../../parts/progress";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { t } from "../../words/words";

const mebibyte = 1 << 20;

function costs({ bytes, seconds }: Effort): string {
  const size = Math.max(bytes / mebibyte, 0.1).toFixed(1);
  return seconds < 90
    ? t("recount.seconds", { size, n: Math.max(1, Math.ceil(seconds)) })
    : t("recount.minutes", { size, n: Math.ceil(seconds / 60) });
}

function Outcome({ judged: { verdict, seen }, uuid }: { judged: Judged; uuid: string }) {
  if (verdict === "agrees") return <p role="status">✓ {t("recount.agrees")}</p>;
  return (
    <Said kind="bad" title={t("found.bad")} live>
      <p>{t("recount.differs")}</p>
      <Dispute uuid={uuid} kind="result_differs" evidence={seen} />
    </Said>
  );
}

export function Recount({ result }: { result: Result }) {
  const effort = useLoaded(() => recountEffort(result), result.uuid);
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const [judged, setJudged] = useState<Judged>();
  const { problem, start } = useTried(async () => {
    setProgress({ done: 0, of: 1 });
    try {
      setJudged(await recountResult(result, (done, of) => setProgress({ done, of })));
    } finally {
      setProgress(undefined);
    }
  });
  if (judged) return <Outcome judged={judged} uuid={result.uuid} />;
  return (
    <>
      <WhatFailed problem={problem} />
      {progress && <Progress {...progress} text={t("recount.running", progress)} />}
      {effort.value && <p class="quiet">{costs(effort.value)}</p>}
      <Button onClick={start}>{t("recount.start")}</Button>
    </>
  );
}
