/* In from paper: a printed slip's QR, or its number and code by hand, makes this phone's key. */
import { useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { takeHash } from "../../app/hash";
import { go } from "../../app/route";
import { Button } from "../../parts/button";
import { Field } from "../../parts/field";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { t } from "../../words/words";
import type { SchemaBodyView } from "#schema";
import { activate } from "./activate";

function Welcome({ greeting }: { greeting: string }) {
  return (
    <>
      <h1 tabIndex={-1}>{greeting ? t("slip.hello", { name: greeting }) : t("slip.done")}</h1>
      <Said kind="good" title={t("slip.done.title")} live>
        <p>{t("slip.done.about")}</p>
      </Said>
      <Button main onClick={() => go("/")}>
        {t("slip.home")}
      </Button>
    </>
  );
}

interface ActivateProps {
  onDone: (greeting: string) => void;
}

function BySecret({ secret, onDone }: ActivateProps & { secret: string }) {
  const { problem, start } = useTried(async () => {
    const outcome = await activate({ secret });
    if ("greeting" in outcome) onDone(outcome.greeting);
  });
  return (
    <>
      <h1 tabIndex={-1}>{t("slip.title")}</h1>
      <p>{t("slip.about")}</p>
      <WhatFailed problem={problem} />
      <Button main onClick={start}>
        {t("slip.start")}
      </Button>
      <p class="quiet">{t("slip.mine")}</p>
    </>
  );
}

function ByHand({ bodies, onDone }: ActivateProps & { bodies: readonly SchemaBodyView[] }) {
  const [body, setBody] = useState(bodies[0]?.id ?? "");
  const [number, setNumber] = useState("");
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string>();
  const start = async () => {
    const listNumber = Number(number.trim());
    if (!Number.isSafeInteger(listNumber) || listNumber < 1) {
      setWrong(t("slip.number.wrong"));
      return;
    }
    try {
      const outcome = await activate({ body, listNumber, code });
      if ("greeting" in outcome) onDone(outcome.greeting);
      else setWrong(t("slip.code.wrong", { n: outcome.triesLeft }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setWrong(error.message);
    }
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("slip.hand")}</h1>
      <p>{t("slip.hand.about")}</p>
      {bodies.length > 1 && (
        <label class="field">
          {t("slip.body")}
          <select value={body} onChange={(event) => setBody(event.currentTarget.value)}>
            {bodies.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Field id="number" label={t("slip.number")} value={number} numeric onInput={setNumber} />
      <Field id="code" label={t("slip.code")} value={code} wrong={wrong} onInput={setCode} />
      <Button main onClick={start}>
        {t("slip.start")}
      </Button>
      <p>
        <a href="/in/desk">{t("computer.office")}</a>
      </p>
    </>
  );
}

export default function SlipPage() {
  const [secret] = useState(takeHash);
  const [greeting, setGreeting] = useState<string>();
  const bodies = useLoaded(
    async () => (secret ? [] : (await asked(api.GET("/v1/bodies"))).bodies),
    "bodies",
  );
  if (greeting !== undefined) return <Welcome greeting={greeting} />;
  if (secret) return <BySecret secret={secret} onDone={setGreeting} />;
  return <Loaded from={bodies}>{(list) => <ByHand bodies={list} onDone={setGreeting} />}</Loaded>;
}
