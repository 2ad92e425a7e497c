/* After the vote: it was received, and how to see that it counts. */
import type { Receipt } from "../../store/db";
import { Button } from "../../parts/button";
import { grouped } from "../../parts/grouped";
import { Said } from "../../parts/said";
import { save } from "../../parts/save";
import { t, when } from "../../words/words";

export function ReceiptPart({ receipt, again }: { receipt: Receipt; again: () => void }) {
  return (
    <>
      <h1 tabIndex={-1}>{t("vote.done")}</h1>
      <Said kind="good" title={t("vote.done.title")} live>
        <p>{t("vote.done.about")}</p>
      </Said>
      <details>
        <summary>{t("receipt.open")}</summary>
        <dl>
          <dt>{t("receipt.tracker")}</dt>
          <dd class="tracker">{grouped(receipt.fingerprint)}</dd>
          <dt>{t("receipt.batch")}</dt>
          <dd>{receipt.batch}</dd>
          <dt>{t("receipt.due")}</dt>
          <dd>{when(receipt.due)}</dd>
        </dl>
        <p class="quiet">{t("receipt.about")}</p>
        <Button onClick={() => save(`receipt-${receipt.fingerprint.slice(0, 20)}.json`, receipt)}>{t("receipt.save")}</Button>
      </details>
      <Button onClick={again}>{t("vote.again")}</Button>
    </>
  );
}
