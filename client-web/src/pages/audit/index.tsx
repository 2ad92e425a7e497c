/* For auditors, without an account: archives, records, and the client's own files. */
import { DisputeCounts } from "../../parts/disputes";
import { Folded } from "../../parts/folded";
import { Loaded, useLoaded } from "../../parts/loaded";
import { a } from "../../words/audit";
import { ArchivePart } from "./archive";
import { type Audited, loadAudit } from "./load";
import { RecordPart } from "./record";

/* What is downloaded to be verified, here or by a program. */
function Archives({ audited }: { audited: readonly Audited[] }) {
  const rounds = audited.flatMap(({ elections }) =>
    elections.flatMap(({ id, title, rounds }) =>
      rounds
        .filter(({ state }) => state === "announced")
        .map(({ uuid, kind }) => ({ id, title, uuid, kind })),
    ),
  );
  return (
    <>
      <h2>{a("archives.title")}</h2>
      {rounds.length === 0 && <p class="quiet">{a("archives.none")}</p>}
      <ul>
        {rounds.map(({ id, title, uuid, kind }) => (
          <li key={uuid}>
            <a href={`/e/${id}`}>{title}</a> {a(`kind.${kind}`)}
            <br />
            <a href={`/v1/rounds/${uuid}/archive`} download={`${uuid}.bel`}>
              {uuid}.bel
            </a>{" "}
            <a href={`/v1/rounds/${uuid}/result/envelope`} download={`${uuid}.result.json`}>
              {uuid}.result.json
            </a>
            <DisputeCounts uuid={uuid} />
          </li>
        ))}
      </ul>
    </>
  );
}

export default function AuditPage() {
  const audit = useLoaded(loadAudit, "audit");
  return (
    <Loaded from={audit}>
      {(audited) => (
        <>
          <h1 tabIndex={-1}>{a("title")}</h1>
          <p>{a("about")}</p>
          <Archives audited={audited} />
          <ArchivePart />
          {audited.map((one) => (
            <RecordPart key={one.body.id} audited={one} />
          ))}
          <h2>{a("program.title")}</h2>
          <p>{a("program.about")}</p>
          <pre>gongyi-verify UUID.bel --result UUID.result.json --record record.tar</pre>
          <p>{a("program.other")}</p>
          <pre>belenios-tool election verify</pre>
          <Folded title={a("client.title")} load={() => import("./client")} props={{}} />
        </>
      )}
    </Loaded>
  );
}
