/* One door of the list: who lives there, what was found, and three things to note. None of them says
 * how she votes or means to vote, and there is no place to write it. On paper they are boxes to tick. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { o } from "../../words/office";
import { when } from "../../words/words";
import type { SchemaDeskVoter, SchemaVisitPage } from "#schema";
import { place } from "./person";

export const outcomes = ["not_home", "spoken", "wants_box"] as const;

interface DoorProps {
  uuid: string;
  voter: SchemaDeskVoter;
  onNoted: (number: number, page: SchemaVisitPage) => void;
}

function Visits({ uuid, voter: { number }, onNoted }: DoorProps) {
  const params = { path: { uuid, number } };
  const before = useLoaded(
    () => asked(api.GET("/v1/rounds/{uuid}/rights/{number}/visits", { params })),
    `${uuid}/${number}`,
  );
  const [noted, setNoted] = useState<SchemaVisitPage>();
  const note = async (outcome: (typeof outcomes)[number]) => {
    const page = await asked(
      api.POST("/v1/rounds/{uuid}/rights/{number}/visits", { params, body: { outcome } }),
    );
    setNoted(page);
    onNoted(number, page);
  };
  return (
    <>
      {outcomes.map((outcome) => (
        <Act key={outcome} act={() => note(outcome)}>
          {o(`visit.${outcome}`)}
        </Act>
      ))}
      <Loaded from={before}>
        {(loaded) => (
          <div role="status">
            <ul>
              {(noted ?? loaded).visits?.map(({ at, by, outcome }, i) => (
                <li key={i}>
                  {o("visit.line", { time: when(at), by, what: o(`visit.${outcome}`) })}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </>
  );
}

export function Door(door: DoorProps) {
  const [opened, setOpened] = useState(false);
  const { number, name, room, visits, visit } = door.voter;
  const who = { room: place(room, "home.room"), name, n: number };
  return (
    <tr>
      <td>
        <details onToggle={() => setOpened(true)}>
          <summary>
            {o("visit.door", who)}{" "}
            <span class="quiet">
              {visit ? o("visit.latest", { what: o(`visit.${visit}`), n: visits }) : o("visit.none")}
            </span>
          </summary>
          {opened && <Visits {...door} />}
        </details>
      </td>
      {outcomes.map((outcome) => (
        <td key={outcome} class="on-paper tick" />
      ))}
    </tr>
  );
}
