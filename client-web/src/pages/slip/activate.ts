/* A slip makes this phone's key. The service answers once: what was sent is kept until its answer is
 * here, and a repeat is the same request under the same Idempotency-Key, which gets that answer. */
import { api, asked, Problem } from "../../api/api";
import { computerOut } from "../../app/computer";
import { ownName, signIn } from "../../app/session";
import { voting } from "../../app/voting";
import type { Slip } from "../../protocol/device";
import { type Attempt, type Device, get, put, remove } from "../../store/db";

export type Outcome = { greeting: string } | { triesLeft: number };

/* What the officers and the person herself see in the list of devices. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const kind = /iPhone|iPad/.test(agent) ? "iPhone" : /Android/.test(agent) ? "Android" : "PC";
  return /MicroMessenger/.test(agent) ? `${kind} · 微信` : kind;
}

async function attemptFor(slip: Slip): Promise<Attempt> {
  const of = JSON.stringify(slip);
  const before = await get("attempts", of);
  if (before) return before;
  const attempt = { of, ...(await voting.newDevice({ slip, name: deviceName() })) };
  await put("attempts", of, attempt);
  return attempt;
}

/* An answer of any kind ends the attempt; no answer keeps it. */
async function send({ of, once, envelope }: Attempt) {
  try {
    const reply = await asked(
      api.POST("/v1/devices", {
        headers: { "Idempotency-Key": once },
        body: { envelope: JSON.parse(envelope) as unknown },
      }),
    );
    if (!reply.device) await remove("attempts", of);
    return reply;
  } catch (error) {
    if (error instanceof Problem && error.status >= 400 && error.status < 500)
      await remove("attempts", of);
    throw error;
  }
}

export async function activate(slip: Slip): Promise<Outcome> {
  const attempt = await attemptFor(slip);
  const reply = await send(attempt);
  if (!reply.device) return { triesLeft: reply.tries_left };
  const { id, body_id: body, person_id: person } = reply.device;
  const device: Device = { body, person, device: id, signer: attempt.signer };
  await put("devices", body, device);
  computerOut(); // it has a key of its own now
  await signIn(device);
  await remove("attempts", attempt.of);
  return { greeting: await ownName(body) };
}
