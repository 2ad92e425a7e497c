/* The disputes I filed, the latest first, with their answers. */
import { api, asked } from "../../api/api";
import { Disputed } from "../../parts/disputed";
import { Loaded, useLoaded } from "../../parts/loaded";

const ask = () => asked(api.GET("/v1/disputes"));

export default function Disputes() {
  const page = useLoaded(ask, "");
  return (
    <Loaded from={page}>
      {({ disputes, answerers }) =>
        [...disputes].reverse().map((dispute) => (
          <section class="card" key={dispute.id}>
            <Disputed dispute={dispute} answerers={answerers} />
          </section>
        ))
      }
    </Loaded>
  );
}
