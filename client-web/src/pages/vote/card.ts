/* The voter card's QR carries the voting key behind the `#`, which browsers do not send. It is taken
 * out of the address at once, so that no history, screenshot or shared link keeps it. */
export function takeCard(): string | undefined {
  const typed = decodeURIComponent(location.hash.slice(1));
  if (!typed) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return typed;
}
