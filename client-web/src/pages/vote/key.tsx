/* Asks for the voting key where neither the card's QR nor this phone brought one. */
import { useState } from "preact/hooks";
import { normalizeCredential } from "../../protocol/credential";
import { Button } from "../../parts/button";
import { t } from "../../words/words";

export function KeyEntry({ onKey }: { onKey: (credential: string) => void }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const enter = () => {
    const credential = normalizeCredential(typed);
    setWrong(!credential);
    if (credential) onKey(credential);
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("key.title")}</h1>
      <p>{t("key.about")}</p>
      <label class="field">
        {t("key.field")}
        <input
          value={typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={wrong}
          aria-describedby={wrong ? "key-wrong" : undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        {wrong && (
          <span class="wrong" id="key-wrong" role="alert">
            {t("key.wrong")}
          </span>
        )}
      </label>
      <Button main onClick={enter}>
        {t("key.enter")}
      </Button>
      <p class="quiet">{t("key.none")}</p>
    </>
  );
}
