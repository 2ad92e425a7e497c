/* Slips and voter cards carry their secret behind the `#`, which browsers do not send. It is taken
 * out of the address at once, so that no history, screenshot or shared link keeps it. */
export function takeHash(): string | undefined {
  const secret = decodeURIComponent(location.hash.slice(1));
  if (!secret) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return secret;
}
