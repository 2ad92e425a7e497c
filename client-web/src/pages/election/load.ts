/* What everybody may know of an election. */
import { api, asked, found, Problem } from "../../api/api";
import { onComputer } from "../../app/computer";
import { loadResult, type Result } from "../../app/result";
import { enter } from "../../app/session";
import { all, type Receipt } from "../../store/db";
import type {
  SchemaBodyView,
  SchemaCandidateView,
  SchemaElectionView,
  SchemaWaitingView,
} from "#schema";
import { isDuty } from "./duty";

export interface ElectionFacts {
  body: SchemaBodyView;
  election: SchemaElectionView;
  candidates: readonly SchemaCandidateView[]; // none before they are published
  results: readonly Result[]; // in the order of the rounds
  receipts: readonly Receipt[]; // of this phone
  duties: readonly SchemaWaitingView[]; // of the person at it
}

/* Nothing for a visitor, at an office's computer, and without a network. */
async function loadDuties(id: string): Promise<SchemaWaitingView[]> {
  try {
    if (onComputer() || !(await enter())) return [];
    const { items } = await asked(api.GET("/v1/waiting"));
    return items.filter((item) => item.election_id === id && isDuty(item));
  } catch (error) {
    if (!(error instanceof Problem) || !error.unreached) throw error;
    return [];
  }
}

export async function loadElection(id: string): Promise<ElectionFacts> {
  const path = { params: { path: { election_id: id } } };
  const [election, list, receipts, duties] = await Promise.all([
    asked(api.GET("/v1/elections/{election_id}", path)),
    found(api.GET("/v1/elections/{election_id}/candidates", path), 403, 404, 409),
    all("receipts"),
    loadDuties(id),
  ]);
  const announced = election.rounds.filter(({ state }) => state === "announced");
  const [body, ...results] = await Promise.all([
    asked(api.GET("/v1/bodies/{body_id}", { params: { path: { body_id: election.body_id } } })),
    ...announced.map(({ uuid }) => loadResult(uuid, election.body_id)),
  ]);
  return { body, election, candidates: list?.candidates ?? [], results, receipts, duties };
}
