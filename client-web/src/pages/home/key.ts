/* Making a voting key on this phone: the secret is kept here before its public halves are sent, so
 * that nothing is registered that nobody has. */
import { api, asked } from "../../api/api";
import { voting } from "../../app/voting";
import { put } from "../../store/db";

const kinds = ["vote", "rerun", "tiebreak"] as const;

export async function registerKey(electionId: string): Promise<void> {
  const params = { path: { election_id: electionId } };
  const { rounds } = await asked(api.GET("/v1/elections/{election_id}", { params }));
  const uuids = kinds.map((kind) => rounds.find((round) => round.kind === kind)?.uuid ?? "");
  const { credential, halves } = await voting.newKey(uuids);
  const [vote = "", rerun = "", tiebreak = ""] = halves;
  await put("keys", electionId, { election: electionId, credential, half: vote });
  await asked(
    api.POST("/v1/elections/{election_id}/keys", { params, body: { vote, rerun, tiebreak } }),
  );
}
