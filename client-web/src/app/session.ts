/* Who is at this phone. The service knows by a cookie; when that has run out the phone's key signs in
 * again, and nobody is asked anything. */
import { api, asked, Problem, serviceNow } from "../api/api";
import { voting } from "../protocol/client";
import { all, type Device, remove } from "../store/db";
import type { SchemaSessionView } from "#schema";

export type Session = SchemaSessionView;

async function present(): Promise<Session | undefined> {
  const { data, response } = await api.GET("/v1/sessions/current");
  if (response.status === 401) return undefined;
  return data ?? asked(api.GET("/v1/sessions/current"));
}

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
  if (!device) return undefined;
  return (await present()) ?? signInOrForget(device);
}
