/* Whether my ballot stands in the public record: looked up by itself, said in one sentence. */
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/api";
import { type Finding, findBallot } from "../app/follow";
import { Said } from "./said";
import type { Receipt } from "../store/db";
import { t, when } from "../words/words";

function useFinding(receipt: Receipt, now: number): Finding | undefined {
  const [finding, setFinding] = useState<Finding>();
  useEffect(() => {
    findBallot(receipt, now).then(setFinding, (error) => {
      if (!(error instanceof Problem)) throw error; /* not reached: nothing is said */
    });
  }, [receipt.fingerprint]);
  return finding;
}

export function Found({ receipt, now }: { receipt: Receipt; now: number }) {
  const finding = useFinding(receipt, now);
  if (finding === undefined) return null;
  if (finding === "found")
    return (
      <p role="status">
        ✓ {t("found.good")}
      </p>
    );
  if (finding === "waiting")
    return <p class="quiet">{t("found.waiting", { time: when(receipt.due) })}</p>;
  return (
    <Said kind="bad" title={t("found.bad")} live>
      <p>{finding === "missing" ? t("found.missing") : t("found.wrong")}</p>
      <p>{t("found.bad.about")}</p>
    </Said>
  );
}
