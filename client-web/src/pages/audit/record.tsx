/* A community's public record: its key, its latest head, its entries with their proofs; and whether
 * a head somebody kept is still contained in it. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { voting } from "../../app/voting";
import { Facts } from "../../parts/facts";
import { Act } from "../../parts/form";
import { Button } from "../../parts/button";
import { Folded } from "../../parts/folded";
import { Said } from "../../parts/said";
import { ProtocolError } from "../../protocol/errors";
import { a } from "../../words/audit";
import { when } from "../../words/words";
import type { Audited } from "./load";

const pathOf = ({ body }: Audited) => ({ path: { body_id: body.id } });

async function latestNote(audited: Audited): Promise<string> {
  const at = "/v1/bodies/{body_id}/record/checkpoint";
  return (await asked(api.GET(at, { params: pathOf(audited), parseAs: "text" }))) as string;
}

/* Throws a ProtocolError when the kept head is not of this record, or was not continued. */
async function compare(audited: Audited, kept: string): Promise<void> {
  const { key } = audited.record;
  const from = await voting.openCheckpoint({ note: kept, key });
  const to = await voting.openCheckpoint({ note: await latestNote(audited), key });
  const query = { from: from.size, to: to.size };
  const { path } = await asked(
    api.GET("/v1/bodies/{body_id}/record/consistency", { params: { ...pathOf(audited), query } }),
  );
  await voting.checkConsistency({ from, to, path });
}

function Compare({ audited }: { audited: Audited }) {
  const [kept, setKept] = useState("");
  const [verdict, setVerdict] = useState<"continues" | "broken">();
  const check = async () => {
    setVerdict(undefined);
    try {
      await compare(audited, kept.endsWith("\n") ? kept : `${kept}\n`);
      setVerdict("continues");
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      setVerdict("broken");
    }
  };
  return (
    <>
      <label class="field">
        {a("record.kept")}
        <textarea
          rows={5}
          value={kept}
          spellcheck={false}
          onInput={(event) => setKept(event.currentTarget.value)}
        />
      </label>
      <Act act={check}>{a("record.compare")}</Act>
      {verdict === "continues" && <Said kind="good" title={a("record.continues")} live />}
      {verdict === "broken" && (
        <Said kind="bad" title={a("record.broken")} live>
          <p>{a("record.brokenAbout")}</p>
        </Said>
      )}
    </>
  );
}

const shown = 10; // entries at once

export function RecordPart({ audited }: { audited: Audited }) {
  const { body, record } = audited;
  const [entries, setEntries] = useState(shown);
  const newest = Array.from({ length: Math.min(entries, record.size) }, (_, i) => record.size - 1 - i);
  return (
    <section class="card">
      <h2>{a("record.title", { body: body.name ?? "" })}</h2>
      <p>{a("record.about")}</p>
      <p class="tracker">{record.key}</p>
      <Facts
        facts={[
          [a("record.size"), record.size],
          [a("record.at"), when(record.at)],
        ]}
      />
      <Compare audited={audited} />
      <h3>{a("record.entries")}</h3>
      {newest.map((index) => (
        <Folded
          key={index}
          title={a("record.entry", { n: index })}
          load={() => import("./entry")}
          props={{ audited, index }}
        />
      ))}
      {entries < record.size && (
        <Button onClick={() => setEntries(entries + shown)}>{a("record.more")}</Button>
      )}
      <p>
        <a href={`/v1/bodies/${body.id}/record/export`} download={`record-${body.id}.tar`}>
          {a("record.export")}
        </a>
      </p>
    </section>
  );
}
