/* Who has not voted yet, by building and entrance: the list for going from door to door (扫楼), with
 * what was found at each. It tells whether somebody voted, never what; names are masked. */
import { useEffect, useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { enterOffice } from "../../app/office";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Pick } from "../../parts/pick";
import { Sheet } from "../../parts/sheet";
import { o, type OfficeWord } from "../../words/office";
import { when } from "../../words/words";
import type { SchemaDeskVoter, SchemaVisitPage } from "#schema";
import { place } from "./person";
import { allVoters, pageSize } from "./voters";
import { Door, outcomes } from "./visits";

const most = 200; // doors that are shown at once by themselves; else one building's

interface Pending {
  body: string;
  voters: readonly SchemaDeskVoter[];
  at: string; // of the community's clock
}

async function loadPending(uuid: string): Promise<Pending> {
  const { body } = await enterOffice();
  const voters = await allVoters((after) => {
    const params = { path: { uuid }, query: { pending: true, after, limit: pageSize } };
    return asked(api.GET("/v1/rounds/{uuid}/rights", { params }));
  });
  return { body: body.name ?? "", voters, at: body.now ?? "" };
}

/* ---- by door ---- */

const order = new Intl.Collator("zh", { numeric: true });
const entranceOf = ({ building, entrance }: SchemaDeskVoter): string =>
  place(building, "home.building") + place(entrance, "home.entrance");

/* By entrance and room; those who came onto the list late stand at its end. */
function byEntrance(voters: readonly SchemaDeskVoter[]): [string, SchemaDeskVoter[]][] {
  const groups = new Map<string, SchemaDeskVoter[]>();
  const key = ({ building, entrance, room }: SchemaDeskVoter) =>
    [building, entrance, room].map((part) => part ?? "").join("\n");
  for (const voter of [...voters].sort((a, b) => order.compare(key(a), key(b)))) {
    const entrance = entranceOf(voter);
    groups.set(entrance, [...(groups.get(entrance) ?? []), voter]);
  }
  return [...groups];
}

/* ---- the list ---- */

interface EntranceProps {
  uuid: string;
  name: string;
  voters: readonly SchemaDeskVoter[];
  onNoted: (number: number, page: SchemaVisitPage) => void;
}

function Entrance({ uuid, name, voters, onNoted }: EntranceProps) {
  return (
    <section>
      <h3>{o("pending.entrance", { entrance: name, n: voters.length })}</h3>
      <table class="rows">
        <thead class="on-paper">
          <tr>
            <th>{o("pending.door")}</th>
            {outcomes.map((outcome) => (
              <th key={outcome}>{o(`visit.${outcome}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {voters.map((voter) => (
            <Door key={voter.number} uuid={uuid} voter={voter} onNoted={onNoted} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/* What was noted here since the list was loaded. */
function useNoted(voters: readonly SchemaDeskVoter[]) {
  const [noted, setNoted] = useState<ReadonlyMap<number, SchemaVisitPage>>(new Map());
  useEffect(() => setNoted(new Map()), [voters]);
  const updated = (voter: SchemaDeskVoter): SchemaDeskVoter => {
    const page = noted.get(voter.number);
    const last = page?.visits?.[0];
    return page && last ? { ...voter, visits: page.count, visit: last.outcome } : voter;
  };
  const note = (number: number, page: SchemaVisitPage) =>
    setNoted((before) => new Map(before).set(number, page));
  return [updated, note] as const;
}

/* What there is to pick, each with how many it leaves. */
function counted(
  voters: readonly SchemaDeskVoter[],
  keyOf: (voter: SchemaDeskVoter) => string,
  nameOf: (key: string) => string,
): [string, string][] {
  const counts = new Map<string, number>();
  for (const key of voters.map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, n]) => [key, o("pending.option", { name: nameOf(key), n })]);
}

const buildingOf = ({ building }: SchemaDeskVoter): string => building;
const statusOf = ({ visit }: SchemaDeskVoter): string => visit ?? "none";

/* A door stays in the list it was picked for until that is loaded again, whatever is noted there. */
function List({ uuid, body, voters, at }: Pending & { uuid: string }) {
  const [updated, note] = useNoted(voters);
  const [building, setBuilding] = useState(voters.length > most ? (voters[0]?.building ?? "") : "");
  const [status, setStatus] = useState("");
  const here = voters.filter((voter) => building === "" || buildingOf(voter) === building);
  const shown = here.filter((voter) => status === "" || statusOf(voter) === status);
  const all = ["", o("pending.all")] as const;
  return (
    <>
      <Pick
        label={o("pending.building")}
        value={building}
        options={[all, ...counted(voters, buildingOf, (one) => place(one, "home.building"))]}
        onInput={setBuilding}
      />
      <Pick
        label={o("pending.status")}
        value={status}
        options={[all, ...counted(here, statusOf, (one) => o(`visit.${one}` as OfficeWord))]}
        onInput={setStatus}
      />
      <Sheet name="canvass" label={o("pending.print")}>
        <h2>{o("pending.count", { n: shown.length })}</h2>
        <p class="on-paper">{o("pending.at", { body, time: when(at) })}</p>
        <p class="on-paper">{o("pending.who")}</p>
        <p>{o("pending.rule")}</p>
        {byEntrance(shown.map(updated)).map(([name, group]) => (
          <Entrance key={name} uuid={uuid} name={name} voters={group} onNoted={note} />
        ))}
      </Sheet>
    </>
  );
}

export default function PendingPart({ uuid }: { uuid: string }) {
  const pending = useLoaded(() => loadPending(uuid), uuid);
  return (
    <Loaded from={pending}>
      {(list) => (
        <>
          <List uuid={uuid} {...list} />
          <Act act={pending.again}>{o("pending.again")}</Act>
        </>
      )}
    </Loaded>
  );
}
