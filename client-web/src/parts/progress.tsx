/* How many ballots of how many a long check has come through. */
import { t } from "../words/words";

export function Progress({ done, of }: { done: number; of: number }) {
  return (
    <label class="field">
      {t("recount.running", { done, of })}
      <progress value={done} max={of} />
    </label>
  );
}
