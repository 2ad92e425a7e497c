/* The phone's own check of a result, said in one sentence. */
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../../api/api";
import { checkResult, type Result, type Verdict } from "../../app/result";
import { Said } from "../../parts/said";
import { t } from "../../words/words";

function useVerdict(result: Result): Verdict | undefined {
  const [verdict, setVerdict] = useState<Verdict>();
  useEffect(() => {
    checkResult(result).then(setVerdict, (error) => {
      if (!(error instanceof Problem)) throw error; /* not reached: nothing is said */
    });
  }, [result.uuid]);
  return verdict;
}

export function Checked({ result }: { result: Result }) {
  const verdict = useVerdict(result);
  if (verdict === undefined)
    return (
      <p class="quiet" role="status">
        {t("result.checking")}
      </p>
    );
  if (verdict === "agrees")
    return (
      <p role="status">
        ✓ {t("result.agrees")}
      </p>
    );
  if (verdict === "withheld") return <p class="quiet">{t("result.withheld")}</p>;
  return (
    <Said kind="bad" title={t("found.bad")} live>
      <p>{t("result.differs")}</p>
    </Said>
  );
}
