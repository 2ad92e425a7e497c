/* What is wrong with something that came from outside, and where: a stable token and a place such
 * as "/questions/0/max". */
export class ProtocolError extends Error {
  constructor(
    readonly token: string,
    readonly place: string,
  ) {
    super(`${token} ${place}`);
  }
}

export function refuse(token: string, place: string): never {
  throw new ProtocolError(token, place);
}
