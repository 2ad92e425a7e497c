/* A voting key for the rounds of an election: one secret, and the public half of each round. */
import type { SchemaElectionView } from "#schema";
import { voting } from "./voting";

export interface VotingKey {
  credential: string;
  halves: { vote: string; rerun: string; tiebreak: string };
}

const kinds = ["vote", "rerun", "tiebreak"] as const;

export async function newVotingKey({ rounds }: SchemaElectionView): Promise<VotingKey> {
  const uuids = kinds.map((kind) => rounds.find((round) => round.kind === kind)?.uuid ?? "");
  const { credential, halves } = await voting.newKey(uuids);
  const [vote = "", rerun = "", tiebreak = ""] = halves;
  return { credential, halves: { vote, rerun, tiebreak } };
}
