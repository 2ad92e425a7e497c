/* What a candidate looks like. Her name stands beside it, so it has no other text. */
import type { SchemaCandidateView } from "#schema";

export const photoAddress = (election: string, candidate: string): string =>
  `/v1/elections/${election}/candidates/${candidate}/photo`;

interface Props {
  election: string;
  candidate: SchemaCandidateView;
}

export function Photo({ election, candidate: { id, photo } }: Props) {
  if (!photo) return null;
  return <img class="photo" src={photoAddress(election, id)} alt="" width={60} height={80} />;
}
