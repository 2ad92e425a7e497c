/* How many disputes about a round there are: for everybody, without a name. */
import { api, asked } from "../api/api";
import { d } from "../words/dispute";
import { useLoaded } from "./loaded";

type Figure = "filed" | "answered" | "upheld";

export function DisputeCounts({ uuid }: { uuid: string }) {
  const params = { path: { uuid } };
  const ask = () => asked(api.GET("/v1/rounds/{uuid}/disputes/summary", { params }));
  const { value } = useLoaded(ask, uuid);
  if (!value) return null; // said beside something else, which is worth more
  const sum = (figure: Figure) => value.kinds.reduce((total, kind) => total + kind[figure], 0);
  const filed = sum("filed");
  if (filed === 0) return null;
  return <p>{d("counts", { filed, answered: sum("answered"), upheld: sum("upheld") })}</p>;
}
