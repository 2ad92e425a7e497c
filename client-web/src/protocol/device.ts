/* A phone's own key, and what it signs with it to be let in (server/access). */
import { base64, hex } from "./bytes";
import { systemRandom } from "./group";
import { newSigner, signStatement, type Signer } from "./statement";

/* What a printed slip gives: the QR's secret, or list number and code as typed. */
export type Slip =
  | { secret: string }
  | { body: string; listNumber: number; code: string };

export interface NewDevice {
  signer: Signer;
  envelope: string; // statement of kind "device"
  once: string; // 128 random bits: under which it is repeated
}

/* Makes the key and the statement that brings its public half in. */
export function newDevice(slip: Slip, name: string): NewDevice {
  const signer = newSigner(systemRandom(32));
  const by =
    "secret" in slip
      ? { slip: slip.secret }
      : { body: slip.body, list_number: slip.listNumber, code: slip.code };
  const payload = JSON.stringify({ ...by, public_key: base64(signer.public), name });
  return {
    signer,
    envelope: signStatement("device", payload, signer),
    once: hex(systemRandom(16)),
  };
}

const patience = 120_000; // ms; the service takes five minutes at most

/* The statement of kind "session". `now`: the service's time, since phones' clocks are wrong.
 * `nonce`: of the computer that is let in; a phone's own is drawn. */
export function signIn(
  signer: Signer,
  origin: string,
  now: number,
  nonce = hex(systemRandom(16)),
): string {
  const payload = JSON.stringify({
    public_key: base64(signer.public),
    origin,
    nonce,
    expires: new Date(now + patience).toISOString(),
  });
  return signStatement("session", payload, signer);
}
