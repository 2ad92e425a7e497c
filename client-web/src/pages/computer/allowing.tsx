/* The phone's question: whether the computer in front of her may work in her name. Her key signs the
 * answer. */
import { useState } from "preact/hooks";
import { api, asked, found, Problem, serviceNow } from "../../api/api";
import { enter } from "../../app/session";
import { voting } from "../../app/voting";
import { Button } from "../../parts/button";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { type Device, get } from "../../store/db";
import { c } from "../../words/computer";
import { t } from "../../words/words";
import type { SchemaComputerView } from "#schema";

interface Facts {
  signer: Device["signer"] | undefined; // this browser has no key
  officer: boolean;
  computer: SchemaComputerView | undefined; // its time is over, or it has its session
}

const at = (nonce: string) => ({ params: { path: { nonce } } });

async function loadFacts(nonce: string): Promise<Facts> {
  const session = await enter();
  const device = session && (await get("devices", session.body_id));
  const officer = Boolean(session && session.roles.length > 0);
  const computer =
    device && officer ? await found(api.GET("/v1/computers/{nonce}", at(nonce)), 404, 422) : undefined;
  return { signer: device?.signer, officer, computer };
}

type Settled = "allowed" | "refused";

interface AskProps {
  nonce: string;
  computer: SchemaComputerView;
  signer: Device["signer"];
  onSettled: (as: Settled) => void;
  again: () => Promise<void>;
}

/* An answer that the service refuses may have been given before, and its reply lost: then how the
 * computer stands is asked once more. */
function Ask({ nonce, computer, signer, onSettled, again }: AskProps) {
  const send = async (as: Settled, act: () => Promise<unknown>) => {
    try {
      await act();
      onSettled(as);
    } catch (error) {
      if (!(error instanceof Problem) || error.unreached) throw error;
      await again();
    }
  };
  const allow = useTried(() =>
    send("allowed", async () => {
      const asks = { signer, origin: location.origin, now: serviceNow(), nonce };
      const envelope = JSON.parse(await voting.signIn(asks)) as unknown;
      return asked(api.POST("/v1/computers/{nonce}/allow", { ...at(nonce), body: { envelope } }));
    }),
  );
  const refuse = useTried(() =>
    send("refused", () => asked(api.POST("/v1/computers/{nonce}/refuse", at(nonce)))),
  );
  return (
    <>
      <p>{c("ask")}</p>
      <p class="digits">{computer.code}</p>
      <p>{c("ask.about", { name: computer.name })}</p>
      <WhatFailed problem={allow.problem ?? refuse.problem} />
      <Button main onClick={allow.start}>
        {c("allow")}
      </Button>
      <Button onClick={refuse.start}>{c("notMine")}</Button>
    </>
  );
}

interface ToldProps {
  kind: "good" | "bad";
  what: "noKey" | "office" | "gone" | "allowed" | "refused.done";
}

function Told({ kind, what }: ToldProps) {
  return (
    <>
      <Said kind={kind} title={c(what)} live>
        <p>{c(`${what}.about`)}</p>
      </Said>
      <a class="button" href="/">
        {t("slip.home")}
      </a>
    </>
  );
}

interface AnswerProps {
  nonce: string;
  facts: Facts;
  again: () => Promise<void>;
}

function Answer({ nonce, facts: { signer, officer, computer }, again }: AnswerProps) {
  const [settled, setSettled] = useState<Settled>();
  const state = settled ?? computer?.state;
  if (!signer) return <Told kind="bad" what="noKey" />;
  if (!officer) return <Told kind="bad" what="office" />;
  if (state === "allowed") return <Told kind="good" what="allowed" />;
  if (state === "refused") return <Told kind="good" what="refused.done" />;
  if (!computer) return <Told kind="bad" what="gone" />;
  return (
    <Ask nonce={nonce} computer={computer} signer={signer} onSettled={setSettled} again={again} />
  );
}

export default function Allowing({ nonce }: { nonce: string }) {
  const facts = useLoaded(() => loadFacts(nonce), nonce);
  return (
    <>
      <h1 tabIndex={-1}>{c("title.phone")}</h1>
      <Loaded from={facts}>
        {(value) => <Answer nonce={nonce} facts={value} again={facts.again} />}
      </Loaded>
    </>
  );
}
