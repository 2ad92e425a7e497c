/* Who is at this phone. The service knows by a cookie; when that has run out the phone's key signs in
 * again, and nobody is asked anything. A computer has only the cookie. */
import { api, asked, found, Problem, serviceNow } from "../api/api";
import { all, type Device, remove } from "../store/db";
import { computerOut, onComputer } from "./computer";
import { voting } from "./voting";
import type { SchemaSessionView } from "#schema";

export type Session = SchemaSessionView;

const present = (): Promise<Session | undefined> => found(api.GET("/v1/sessions/current"), 401);

/* Signs in with a device's key. */
export async function signIn({ signer }: Pick<Device, "signer">): Promise<Session> {
  const envelope = await voting.signIn({ signer, origin: location.origin, now: serviceNow() });
  return asked(
    api.POST("/v1/sessions", { body: { envelope: JSON.parse(envelope) as unknown, browser: true } }),
  );
}

/* A device that was removed elsewhere is forgotten here too: it needs a new slip. */
async function signInOrForget(device: Device): Promise<Session | undefined> {
  try {
    return await signIn(device);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    await remove("devices", device.body);
    return undefined;
  }
}

/* undefined: a visitor. Throws a Problem when the service cannot be reached. */
export async function enter(): Promise<Session | undefined> {
  const [device] = await all("devices");
  if (!device && !onComputer()) return undefined;
  const session = await present();
  if (session) return session;
  if (device) return signInOrForget(device);
  computerOut();
  return undefined;
}

/* Masked by the service; empty: somebody who only holds an office is not on the roll. */
export async function ownName(body: string): Promise<string> {
  const path = { params: { path: { body_id: body } } };
  const self = await found(api.GET("/v1/bodies/{body_id}/roll/self", path), 404);
  return self?.name ?? "";
}
