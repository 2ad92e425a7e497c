/* Where a check failed: the way to a dispute. Its code is fetched there and nowhere else. */
import { fetched } from "./folded";
import { Loaded, useLoaded } from "./loaded";
import type { DisputeProps } from "./filing";

export function Dispute(props: DisputeProps) {
  const filing = useLoaded(() => fetched(() => import("./filing")), "");
  return <Loaded from={filing}>{({ default: Filing }) => <Filing {...props} />}</Loaded>;
}
