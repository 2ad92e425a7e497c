/* The big screen in the hall: how many have taken part while polling is open, then the result. It
 * is read from the back of the room, stays on by itself, and shows no names but those elected. */
import { useEffect } from "preact/hooks";
import { api, asked, serviceNow } from "../../api/api";
import { useLive } from "../../app/live";
import { loadResult } from "../../app/result";
import type { Params } from "../../app/route";
import { Button } from "../../parts/button";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Qr } from "../../parts/qr";
import "../../style/screen.css";
import { s } from "../../words/screen";
import { t, when } from "../../words/words";
import type { SchemaRoundPublic, SchemaTurnout } from "#schema";
import { OutcomePart } from "./outcome";
import { PollingPart } from "./polling";
import { useAwake, useScreen } from "./room";

/* With how far the community's clock is ahead of the service's. */
async function loadRound(uuid: string) {
  const round = await asked(api.GET("/v1/rounds/{uuid}", { params: { path: { uuid } } }));
  return { round, ahead: Date.parse(round.now) - serviceNow() };
}

function Announced({ uuid, body }: { uuid: string; body: string }) {
  const result = useLoaded(() => loadResult(uuid, body), uuid);
  return <Loaded from={result}>{(announced) => <OutcomePart result={announced} />}</Loaded>;
}

interface StageProps {
  uuid: string;
  body: string;
  turnout: SchemaTurnout;
  ahead: number;
}

function Stage({ uuid, body, turnout, ahead }: StageProps) {
  if (turnout.state === "announced") return <Announced uuid={uuid} body={body} />;
  if (turnout.state === "void") return <p class="huge">{s("void")}</p>;
  return <PollingPart turnout={turnout} ahead={ahead} />;
}

interface ScreenProps {
  uuid: string;
  round: SchemaRoundPublic;
  ahead: number;
}

function ScreenPart({ uuid, round, ahead }: ScreenProps) {
  const { value, heardAt, connected } = useLive<SchemaTurnout>(`/v1/rounds/${uuid}/turnout`);
  const address = `${location.origin}/e/${round.election_id}`;
  return (
    <>
      <div class="head">
        <div>
          <h1 tabIndex={-1}>{round.title}</h1>
          {round.rehearsal && <p class="drill">{t("rehearsal")}</p>}
        </div>
        <Qr text={address} label={s("address")} />
      </div>
      {!connected && heardAt && (
        <p class="drill" role="status">
          {s("offline", { time: when(new Date(heardAt).toISOString()) })}
        </p>
      )}
      {value ? (
        <Stage uuid={uuid} body={round.body_id} turnout={value} ahead={ahead} />
      ) : (
        <p class="wait" role="status">
          {t(connected ? "loading" : "problem.offline")}
        </p>
      )}
    </>
  );
}

export default function ScreenPage({ params }: { params: Params }) {
  const uuid = params.uuid ?? "";
  const loaded = useLoaded(() => loadRound(uuid), uuid);
  useScreen();
  useAwake();
  useEffect(() => () => void (document.fullscreenElement && document.exitFullscreen()), []);
  return (
    <div class="screen">
      <Loaded from={loaded}>{(round) => <ScreenPart uuid={uuid} {...round} />}</Loaded>
      {document.fullscreenEnabled && (
        <Button onClick={() => void document.documentElement.requestFullscreen()}>{s("full")}</Button>
      )}
    </div>
  );
}
