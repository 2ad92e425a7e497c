/* Whether my ballot stands in the public record: looked up by itself, said in one sentence. */
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/api";
import { findBallot, type Looked } from "../app/follow";
import { Dispute } from "./dispute";
import { Said } from "./said";
import type { Receipt } from "../store/db";
import { t, when } from "../words/words";

function useLooked(receipt: Receipt, now: number): Looked | undefined {
  const [looked, setLooked] = useState<Looked>();
  useEffect(() => {
    findBallot(receipt, now).then(setLooked, (error) => {
      if (!(error instanceof Problem)) throw error; /* not reached: nothing is said */
    });
  }, [receipt.fingerprint]);
  return looked;
}

export function Found({ receipt, now }: { receipt: Receipt; now: number }) {
  const looked = useLooked(receipt, now);
  if (looked === undefined) return null;
  const { finding, seen } = looked;
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
      <Dispute
        uuid={receipt.round}
        kind={finding === "missing" ? "not_recorded" : "proof_wrong"}
        evidence={seen}
      />
    </Said>
  );
}
