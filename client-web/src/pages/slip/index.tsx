/* In from paper: a printed slip's QR, or its number and code by hand, makes this phone's key. */
import { useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { takeHash } from "../../app/hash";
import { go } from "../../app/route";
import { signIn } from "../../app/session";
import { voting } from "../../protocol/client";
import type { Slip } from "../../protocol/device";
import { Button } from "../../parts/button";
import { Field } from "../../parts/field";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { type Device, put } from "../../store/db";
import { t } from "../../words/words";
import type { SchemaBodyView } from "#schema";

/* What the officers and the person herself see in the list of devices. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const kind = /iPhone|iPad/.test(agent) ? "iPhone" : /Android/.test(agent) ? "Android" : "PC";
  return /MicroMessenger/.test(agent) ? `${kind} · 微信` : kind;
}

type Outcome = { greeting: string } | { triesLeft: number };

async function activate(slip: Slip): Promise<Outcome> {
  const { signer, envelope } = await voting.newDevice({ slip, name: deviceName() });
  const reply = await asked(
    api.POST("/v1/devices", { body: { envelope: JSON.parse(envelope) as unknown } }),
  );
  if (!reply.device) return { triesLeft: reply.tries_left };
  const { id, body_id: body, person_id: person } = reply.device;
  const device: Device = { body, person, device: id, signer };
  await put("devices", body, device);
  await signIn(device);
  return { greeting: await ownName(body) };
}

/* Masked by the service; somebody who only holds an office is not on the roll. */
async function ownName(body: string): Promise<string> {
  const path = { params: { path: { body_id: body } } };
  const { data } = await api.GET("/v1/bodies/{body_id}/roll/self", path);
  return data?.name ?? "";
}

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
  const [problem, setProblem] = useState<string>();
  const start = async () => {
    try {
      const outcome = await activate({ secret });
      if ("greeting" in outcome) onDone(outcome.greeting);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error.message);
    }
  };
  return (
    <>
      <h1 tabIndex={-1}>{t("slip.title")}</h1>
      <p>{t("slip.about")}</p>
      {problem && (
        <Said kind="bad" live>
          <p>{problem}</p>
        </Said>
      )}
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
