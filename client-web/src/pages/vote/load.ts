/* Everything a vote needs, fetched before it starts: from there to the confirmation nothing is asked
 * of the network. */
import { api, asked, Problem } from "../../api/api";
import { photoAddress } from "../../parts/photo";
import { type Election, readElection } from "../../protocol/election";
import { all, get, type Pending } from "../../store/db";
import { t } from "../../words/words";
import type { SchemaCandidateView, SchemaRoundPublic } from "#schema";

export interface Vote {
  round: SchemaRoundPublic;
  text: string; // election.json, byte for byte
  election: Election;
  about: ReadonlyMap<string, About>; // by post, line feed, name
  pending: Pending | undefined;
  key: string | undefined; // the voting key that was made on this phone
  voted: boolean; // with this phone, in this round
}

/* What a candidate says of herself, and a photo that is here already: a URL of this page's memory. */
export interface About {
  statement: string;
  photo: string | undefined;
}

export const aboutKey = (post: string, name: string) => `${post}\n${name}`;

const patience = 5_000; // ms for all photos: they help to choose, but nobody waits for them long

async function loadPhoto(electionId: string, { id, photo }: SchemaCandidateView) {
  if (!photo) return undefined;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const reply = await fetch(photoAddress(electionId, id), { signal: stop.signal });
    return reply.ok ? URL.createObjectURL(await reply.blob()) : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/* What candidates say of themselves helps to choose but is not needed to vote. */
async function loadAbout(electionId: string): Promise<Map<string, About>> {
  const path = { params: { path: { election_id: electionId } } };
  try {
    const [election, page] = await Promise.all([
      asked(api.GET("/v1/elections/{election_id}", path)),
      asked(api.GET("/v1/elections/{election_id}/candidates", path)),
    ]);
    const posts = new Map(election.posts.map((post) => [post.id, post.title]));
    return new Map(
      await Promise.all(
        page.candidates.map(async (candidate): Promise<[string, About]> => [
          aboutKey(posts.get(candidate.post_id) ?? "", candidate.name),
          {
            statement: candidate.statement ?? "",
            photo: await loadPhoto(electionId, candidate),
          },
        ]),
      ),
    );
  } catch (error) {
    if (error instanceof Problem) return new Map();
    throw error;
  }
}

function loadText(uuid: string): Promise<string> {
  return asked(
    api.GET("/v1/rounds/{uuid}/election", { params: { path: { uuid } }, parseAs: "text" }),
  );
}

/* Another round's paper under this address would take the vote elsewhere. */
function checked(text: string, uuid: string): Election {
  const election = readElection(text);
  if (election.uuid !== uuid) throw new Problem("paper", t("vote.wrongPaper"));
  return election;
}

export async function loadVote(uuid: string): Promise<Vote> {
  const path = { params: { path: { uuid } } };
  const round = await asked(api.GET("/v1/rounds/{uuid}", path));
  if (round.state === "reserved") throw new Problem("reserved", t("vote.notPrepared"));
  const [text, about, key, pending, receipts] = await Promise.all([
    loadText(uuid),
    loadAbout(round.election_id),
    get("keys", round.election_id),
    get("pending", uuid),
    all("receipts"),
  ]);
  const voted = receipts.some((receipt) => receipt.round === uuid);
  const election = checked(text, uuid);
  return { round, text, election, about, pending, key: key?.credential, voted };
}
