/* Who has not voted yet, by building: the list for going from door to door (扫楼). It tells whether
 * somebody voted, never what; names are masked. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Pick } from "../../parts/pick";
import { Sheet } from "../../parts/sheet";
import { o } from "../../words/office";
import type { SchemaDeskVoter } from "#schema";
import { home, place } from "./person";
import { allVoters, pageSize } from "./voters";

const loadPending = (uuid: string): Promise<SchemaDeskVoter[]> =>
  allVoters((after) => {
    const params = { path: { uuid }, query: { pending: true, after, limit: pageSize } };
    return asked(api.GET("/v1/rounds/{uuid}/rights", { params }));
  });

function List({ voters }: { voters: readonly SchemaDeskVoter[] }) {
  const buildings = [...new Set(voters.map(({ building }) => building))];
  const [wanted, setWanted] = useState("");
  const shown = voters.filter(({ building }) => wanted === "" || building === wanted);
  return (
    <>
      <Pick
        label={o("pending.building")}
        value={wanted}
        options={[
          ["", o("pending.all")],
          ...buildings.map((one) => [one, place(one, "home.building")] as const),
        ]}
        onInput={setWanted}
      />
      <Sheet name="pending" label={o("pending.print")}>
        <h2>{o("pending.count", { n: shown.length })}</h2>
        <table class="rows">
          <tbody>
            {shown.map((voter) => (
              <tr key={voter.number}>
                <td>{voter.number}</td>
                <td>{voter.name}</td>
                <td>{home(voter)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Sheet>
    </>
  );
}

export default function Pending({ uuid }: { uuid: string }) {
  const pending = useLoaded(() => loadPending(uuid), uuid);
  return (
    <Loaded from={pending}>
      {(voters) => (
        <>
          <List voters={voters} />
          <Act act={pending.again}>{o("pending.again")}</Act>
        </>
      )}
    </Loaded>
  );
}
