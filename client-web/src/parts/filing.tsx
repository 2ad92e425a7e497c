/* Filing a dispute with one tap: what the phone found, signed by its key. One that waits for its
 * answer is shown instead. */
import { api, asked, Problem } from "../api/api";
import { enter } from "../app/session";
import { voting } from "../app/voting";
import { type Device, get } from "../store/db";
import { d } from "../words/dispute";
import type { SchemaDisputeView } from "#schema";
import { Disputed } from "./disputed";
import { Act } from "./form";
import { Loaded, useLoaded } from "./loaded";
import { Said } from "./said";

export interface DisputeProps {
  uuid: string; // of the round
  kind: SchemaDisputeView["kind"];
  evidence: object;
}

interface Standing {
  here: boolean; // somebody is signed in
  signer: Device["signer"] | undefined; // a desk computer has none
  latest: SchemaDisputeView | undefined; // of this kind about this round
  answerers: readonly string[];
}

async function loadStanding(uuid: string, kind: string): Promise<Standing> {
  const session = await enter();
  if (!session) return { here: false, signer: undefined, latest: undefined, answerers: [] };
  const [{ disputes, answerers }, device] = await Promise.all([
    asked(api.GET("/v1/disputes")),
    get("devices", session.body_id),
  ]);
  const filed = disputes.filter((one) => one.uuid === uuid && one.kind === kind);
  return { here: true, signer: device?.signer, latest: filed[filed.length - 1], answerers };
}

/* That it was filed already is as good as filing it. */
async function file(signer: Device["signer"], { uuid, kind, evidence }: DisputeProps): Promise<void> {
  const payload = JSON.stringify({ round: uuid, kind, evidence });
  const envelope = JSON.parse(await voting.sign({ kind: "dispute", payload, signer })) as unknown;
  const params = { path: { uuid } };
  try {
    await asked(api.POST("/v1/rounds/{uuid}/disputes", { params, body: { envelope } }));
  } catch (error) {
    if (!(error instanceof Problem) || error.token !== "dispute-known") throw error;
  }
}

interface ReadyProps extends DisputeProps {
  standing: Standing;
  again: () => Promise<void>;
}

function Ready({ standing, again, ...dispute }: ReadyProps) {
  const { here, signer, latest, answerers } = standing;
  if (!here)
    return (
      <>
        <p>{d("needsSession")}</p>
        <a class="button" href="/in">
          {d("in")}
        </a>
      </>
    );
  if (latest && !latest.outcome)
    return (
      <Said kind="good" title={d("received")} live>
        <Disputed dispute={latest} answerers={answerers} />
      </Said>
    );
  if (!signer) return <p>{d("needsPhone")}</p>;
  const send = async () => {
    await file(signer, dispute);
    await again();
  };
  return (
    <>
      {latest && <Disputed dispute={latest} answerers={answerers} />}
      <p>{d("about")}</p>
      <Act act={send} main={!latest}>
        {d(latest ? "again" : "file")}
      </Act>
    </>
  );
}

export default function Filing(dispute: DisputeProps) {
  const { uuid, kind } = dispute;
  const standing = useLoaded(() => loadStanding(uuid, kind), uuid + kind);
  return (
    <Loaded from={standing}>
      {(value) => <Ready {...dispute} standing={value} again={standing.again} />}
    </Loaded>
  );
}
