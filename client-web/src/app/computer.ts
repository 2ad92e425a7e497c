/* A computer that an officer's phone let in has a session and no key: what needs a signature, or
 * would leave a secret here, is done on her phone. */
import { forget, keep, kept } from "../store/kept";

export const onComputer = (): boolean => kept("computer") === "in";
export const computerIn = (): void => keep("computer", "in");
export const computerOut = (): void => forget("computer");
