/* A link's secret in plain characters; one that nobody wrote on purpose stays as it is, for whoever
 * reads it to refuse. */
function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

/* Slips and voter cards carry their secret behind the `#`, which browsers do not send. It is taken
 * out of the address at once, so that no history, screenshot or shared link keeps it. */
export function takeHash(): string | undefined {
  const secret = decoded(location.hash.slice(1));
  if (!secret) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return secret;
}
