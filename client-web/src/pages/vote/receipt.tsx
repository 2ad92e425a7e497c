/* After the vote: it was received, and how to see that it counts. */
import type { Receipt } from "../../store/db";
import { Button } from "../../parts/button";
import { Said } from "../../parts/said";
import { t, when } from "../../words/words";

/* The first 20 digits in groups of four: enough to tell ballots apart, short enough to read out. */
const grouped = (fingerprint: string) =>
  fingerprint.slice(0, 20).match(/.{4}/g)?.join(" ") ?? fingerprint;

function save(receipt: Receipt): void {
  const blob = new Blob([JSON.stringify(receipt, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `receipt-${receipt.fingerprint.slice(0, 20)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

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
        <Button onClick={() => save(receipt)}>{t("receipt.save")}</Button>
      </details>
      <Button onClick={again}>{t("vote.again")}</Button>
    </>
  );
}
