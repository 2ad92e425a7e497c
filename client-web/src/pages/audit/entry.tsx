/* One entry of a record, as it was hashed, and whether its proof holds. */
import { api, asked } from "../../api/api";
import { voting } from "../../app/voting";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { ProtocolError } from "../../protocol/errors";
import { a } from "../../words/audit";
import type { Audited } from "./load";

async function loadEntry({ body, record }: Audited, index: number) {
  const params = { path: { body_id: body.id, index } };
  const at = "/v1/bodies/{body_id}/record/entries/{index}";
  const [entry, proof] = await Promise.all([
    asked(api.GET(at, { params, parseAs: "text" })) as Promise<string>,
    asked(api.GET(`${at}/proof`, { params, parseAs: "text" })) as Promise<string>,
  ]);
  try {
    await voting.openProof({ entry, proof, key: record.key });
    return { entry, holds: true };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { entry, holds: false };
  }
}

function pretty(entry: string): string {
  try {
    return JSON.stringify(JSON.parse(entry), null, 1);
  } catch {
    return entry;
  }
}

export default function Entry({ audited, index }: { audited: Audited; index: number }) {
  const loaded = useLoaded(() => loadEntry(audited, index), `${audited.body.id} ${index}`);
  return (
    <Loaded from={loaded}>
      {({ entry, holds }) => (
        <>
          {holds ? (
            <p role="status">✓ {a("entry.holds")}</p>
          ) : (
            <Said kind="bad" title={a("entry.fails")} live />
          )}
          <pre>{pretty(entry)}</pre>
        </>
      )}
    </Loaded>
  );
}
