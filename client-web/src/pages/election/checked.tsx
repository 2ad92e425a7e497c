/* The phone's own check of a result, said in one sentence. */
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../../api/api";
import { checkResult, type Judged, type Result } from "../../app/result";
import { Dispute } from "../../parts/dispute";
import { Said } from "../../parts/said";
import { t } from "../../words/words";

function useJudged(result: Result): Judged | undefined {
  const [judged, setJudged] = useState<Judged>();
  useEffect(() => {
    checkResult(result).then(setJudged, (error) => {
      if (!(error instanceof Problem)) throw error; /* not reached: nothing is said */
    });
  }, [result.uuid]);
  return judged;
}

interface CheckedProps {
  result: Result;
  alone?: boolean; // on a screen of everybody's: nobody files anything there
}

export function Checked({ result, alone = false }: CheckedProps) {
  const judged = useJudged(result);
  if (judged === undefined)
    return (
      <p class="quiet" role="status">
        {t("result.checking")}
      </p>
    );
  const { verdict, seen } = judged;
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
      {!alone && <Dispute uuid={result.uuid} kind="result_differs" evidence={seen} />}
    </Said>
  );
}
