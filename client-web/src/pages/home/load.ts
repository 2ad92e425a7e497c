/* What home shows: who is here, what waits for her, and what every community here has published. */
import { api, asked, Problem } from "../../api/api";
import { enter, ownName, type Session } from "../../app/session";
import { all, type Key, type Receipt } from "../../store/db";
import type { SchemaBodyView, SchemaElectionView, SchemaWaitingView } from "#schema";

export interface Community {
  body: SchemaBodyView;
  elections: readonly SchemaElectionView[];
}

export interface Home {
  session: Session | undefined;
  name: string; // masked; empty: a visitor, or somebody not on the roll
  waiting: readonly SchemaWaitingView[];
  disputes: number; // that she filed
  communities: readonly Community[];
  keys: readonly Key[]; // of this phone
  receipts: readonly Receipt[];
  unreached: boolean; // no network: who is here could not be asked
}

async function loadCommunities(): Promise<Community[]> {
  const { bodies } = await asked(api.GET("/v1/bodies"));
  return Promise.all(
    bodies.map(async (body) => {
      const path = { params: { path: { body_id: body.id } } };
      const { elections } = await asked(api.GET("/v1/bodies/{body_id}/elections", path));
      return { body, elections };
    }),
  );
}

type Person = Pick<Home, "session" | "name" | "waiting" | "disputes" | "unreached">;

const nobody = { session: undefined, name: "", waiting: [], disputes: 0 };

async function askPerson(): Promise<Person> {
  const session = await enter();
  if (!session) return { ...nobody, unreached: false };
  const [name, { items, disputes }] = await Promise.all([
    ownName(session.body_id),
    asked(api.GET("/v1/waiting")),
  ]);
  return { session, name, waiting: items, disputes, unreached: false };
}

/* Without a network what was read before is still shown. */
async function loadPerson(): Promise<Person> {
  try {
    return await askPerson();
  } catch (error) {
    if (!(error instanceof Problem) || !error.unreached) throw error;
    return { ...nobody, unreached: true };
  }
}

export async function loadHome(): Promise<Home> {
  const [person, communities, keys, receipts] = await Promise.all([
    loadPerson(),
    loadCommunities(),
    all("keys"),
    all("receipts"),
  ]);
  return { ...person, communities, keys, receipts };
}
