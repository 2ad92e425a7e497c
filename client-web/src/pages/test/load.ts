/* The check of a phone that revealed a ballot: it is made again from what the phone said and from the
 * public ballot paper. The number that was shown before is kept until then. */
import { api, asked, Problem } from "../../api/api";
import { voting } from "../../app/voting";
import { type Election, readElection } from "../../protocol/election";
import { ProtocolError } from "../../protocol/errors";
import { type Marks, readRevealed, type Revealed } from "../../protocol/revealed";
import { keep, kept } from "../../store/kept";
import { c } from "../../words/test";
import { t } from "../../words/words";

export interface Kept {
  at: "kept";
  hash: string;
  title: string;
}

export interface Checked {
  at: "checked";
  title: string;
  hash: string; // as the phone said
  same: boolean; // as what it reveals makes
  first: string | undefined; // what this device had kept
  election: Election;
  marks: readonly Marks[];
}

const slot = (round: string) => `test-${round}`;

async function titleOf(round: string): Promise<string> {
  const path = { params: { path: { uuid: round } } };
  const { title, state } = await asked(api.GET("/v1/rounds/{uuid}", path));
  if (state === "reserved") throw new Problem("reserved", t("vote.notPrepared"));
  return title;
}

async function check(said: string, revealed: Revealed): Promise<Omit<Checked, "title">> {
  const path = { params: { path: { uuid: revealed.round } } };
  const json = await asked(api.GET("/v1/rounds/{uuid}/election", { ...path, parseAs: "text" }));
  const { hash, marks } = await voting.remake(json, said);
  const first = kept(slot(revealed.round)) || undefined;
  keep(slot(revealed.round), "");
  const same = hash === revealed.hash;
  return { at: "checked", hash: revealed.hash, same, first, election: readElection(json), marks };
}

async function found(said: string): Promise<Kept | Checked> {
  const what = readRevealed(said);
  const title = await titleOf(what.round);
  if ("seed" in what) return { ...(await check(said, what)), title };
  keep(slot(what.round), what.hash);
  return { at: "kept", hash: what.hash, title };
}

/* The problem that it is no link of a phone that is tested. */
export const noLink = "no-link";

export async function checkTest(said: string): Promise<Kept | Checked> {
  try {
    return await found(said);
  } catch (error) {
    if (error instanceof ProtocolError) throw new Problem(noLink, c("check.wrong"));
    throw error;
  }
}
