/* How many have voted, by channel and building, as it changes. */
import { useLive } from "../../app/live";
import { o } from "../../words/office";
import type { SchemaDeskTurnout } from "#schema";
import { place } from "./person";

function Buildings({ buildings }: SchemaDeskTurnout) {
  return (
    <details>
      <summary>{o("turnout.buildings")}</summary>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{o("pending.building")}</th>
            <th scope="col">{o("turnout.voted")}</th>
            <th scope="col">{o("turnout.voters")}</th>
          </tr>
        </thead>
        <tbody>
          {buildings?.map(({ building, voted, voters }) => (
            <tr key={building}>
              <td>{place(building, "home.building")}</td>
              <td>{voted}</td>
              <td>{voters}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function TurnoutPart({ uuid }: { uuid: string }) {
  const path = `/v1/rounds/${uuid}/rights/turnout`;
  const { value, connected } = useLive<SchemaDeskTurnout>(path);
  if (!value) return null;
  const { voters, needed, online, paper, proxy_paper } = value;
  const voted = online + paper + proxy_paper;
  return (
    <section class="card">
      <p class="state" role="status">
        {o("turnout.sum", { n: voted, of: voters })}
      </p>
      <p>{o("turnout.channels", { online, paper, proxy: proxy_paper })}</p>
      <p>{o(voted >= needed ? "turnout.reached" : "turnout.needed", { n: needed })}</p>
      {!connected && <p class="drill">{o("turnout.offline")}</p>}
      <Buildings {...value} />
    </section>
  );
}
