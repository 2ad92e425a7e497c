/* Making a voting key on this phone: the secret is kept here before its public halves are sent, so
 * that nothing is registered that nobody has. */
import { api, asked } from "../../api/api";
import { newVotingKey } from "../../app/key";
import { put } from "../../store/db";

export async function registerKey(electionId: string): Promise<void> {
  const params = { path: { election_id: electionId } };
  const election = await asked(api.GET("/v1/elections/{election_id}", { params }));
  const { credential, halves } = await newVotingKey(election);
  await put("keys", electionId, { election: electionId, credential, half: halves.vote });
  await asked(api.POST("/v1/elections/{election_id}/keys", { params, body: halves }));
}
