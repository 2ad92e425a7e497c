/* The computer's side: a code for the phone, four digits to compare, and the session once the phone
 * has allowed it. What collects the session stays in this page's memory. */
import { useEffect, useState } from "preact/hooks";
import { api, asked, Problem, serviceNow } from "../../api/api";
import { computerIn } from "../../app/computer";
import { go } from "../../app/route";
import { Button } from "../../parts/button";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Qr } from "../../parts/qr";
import { Said } from "../../parts/said";
import { c } from "../../words/computer";
import type { SchemaComputerAsked, SchemaComputerCollected } from "#schema";

const pause = 2000; // ms between two questions whether it may

/* What it is called on the phone. */
function ownName(): string {
  const agent = navigator.userAgent;
  const first = (names: Readonly<Record<string, RegExp>>, other: string): string =>
    Object.keys(names).find((name) => names[name]?.test(agent)) ?? other;
  const browsers = { Edge: /Edg\//, Firefox: /Firefox/, Chrome: /Chrome/, Safari: /Safari/ };
  const systems = { Windows: /Windows/, Android: /Android/, Mac: /Mac OS/, Linux: /Linux/ };
  return `${first(browsers, "Browser")}, ${first(systems, "PC")}`;
}

const ask = (): Promise<SchemaComputerAsked> =>
  asked(api.POST("/v1/computers", { body: { name: ownName() } }));

type State = SchemaComputerCollected["state"];

/* Asks until there is an answer; a network that fails for a while is no answer. */
function useAnswer({ secret, expires_at }: SchemaComputerAsked): { state: State; left: number } {
  const [state, setState] = useState<State>("waiting");
  const [left, setLeft] = useState(120);
  useEffect(() => {
    let over = false;
    const look = async () => {
      try {
        const body = { secret, browser: true };
        const reply = await asked(api.POST("/v1/computers/collect", { body }));
        if (!over) setState(reply.state);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    };
    const tick = async () => {
      setLeft(Math.max(0, Math.ceil((Date.parse(expires_at) - serviceNow()) / 1000)));
      await look();
      if (!over) timer = window.setTimeout(() => void tick(), pause);
    };
    let timer = window.setTimeout(() => void tick(), pause);
    if (state !== "waiting") clearTimeout(timer);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [secret, state]);
  return { state, left };
}

function Waiting({ asks, again }: { asks: SchemaComputerAsked; again: () => Promise<void> }) {
  const { state, left } = useAnswer(asks);
  useEffect(() => {
    if (state !== "allowed") return;
    computerIn();
    void go("/office");
  }, [state]);
  if (state === "allowed") return <p role="status">{c("in")}</p>;
  if (state !== "waiting")
    return (
      <>
        <Said kind="bad" title={c(state)} live />
        <Button main onClick={again}>
          {c("another")}
        </Button>
      </>
    );
  return (
    <>
      <p>{c("how")}</p>
      <Qr text={asks.url} label={c("code")} />
      <p>{c("digits")}</p>
      <p class="digits">{asks.code}</p>
      <p class="quiet">{c("left", { n: left })}</p>
    </>
  );
}

export default function Asking() {
  const asks = useLoaded(ask, "");
  return (
    <>
      <h1 tabIndex={-1}>{c("title")}</h1>
      <Loaded from={asks}>
        {(value) => <Waiting key={value.secret} asks={value} again={asks.again} />}
      </Loaded>
    </>
  );
}
