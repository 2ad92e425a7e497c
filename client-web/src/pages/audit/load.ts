/* What there is to audit: the records of the communities served here, and the rounds whose result is
 * announced. No account is needed for any of it. */
import { api, asked } from "../../api/api";
import type { SchemaBodyView, SchemaElectionView, SchemaRecordState } from "#schema";

export interface Audited {
  body: SchemaBodyView;
  record: SchemaRecordState;
  elections: readonly SchemaElectionView[];
}

async function loadBody(body: SchemaBodyView): Promise<Audited> {
  const params = { path: { body_id: body.id } };
  const [record, { elections }] = await Promise.all([
    asked(api.GET("/v1/bodies/{body_id}/record", { params })),
    asked(api.GET("/v1/bodies/{body_id}/elections", { params })),
  ]);
  return { body, record, elections };
}

export async function loadAudit(): Promise<Audited[]> {
  const { bodies } = await asked(api.GET("/v1/bodies"));
  return Promise.all(bodies.map(loadBody));
}
