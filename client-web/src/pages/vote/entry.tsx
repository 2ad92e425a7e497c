/* Asks for the voting key where neither the card's QR nor this phone brought one. */
import { useState } from "preact/hooks";
import { normalizeCredential } from "../../protocol/credential";
import { Button } from "../../parts/button";
import { Field } from "../../parts/field";
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
      <Field
        id="key"
        label={t("key.field")}
        value={typed}
        wrong={wrong ? t("key.wrong") : undefined}
        onInput={setTyped}
      />
      <Button main onClick={enter}>
        {t("key.enter")}
      </Button>
      <p class="quiet">{t("key.none")}</p>
    </>
  );
}
