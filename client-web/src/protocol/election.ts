/* election.json of a round (section 5), as strictly as it is written: whatever a ballot is sealed
 * for is read from these bytes and from nothing else. */
import { refuse } from "./errors";

export interface Question {
  text: string;
  answers: readonly string[];
  blank: boolean; // may be left blank (弃权)
  min: number;
  max: number; // most answers that may be marked
}

export interface Election {
  uuid: string;
  name: string;
  description: string;
  publicKey: string; // an element's text
  questions: readonly Question[];
}

type Json = Record<string, unknown>;

function members(value: unknown, place: string, names: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    refuse("not_an_object", place);
  const known = Object.keys(value).find((name) => !names.includes(name));
  if (known !== undefined) refuse("unknown_member", `${place}/${known}`);
  return value as Json;
}

function text(from: Json, name: string, place: string): string {
  const value = from[name];
  return typeof value === "string" ? value : refuse("not_a_text", `${place}/${name}`);
}

function count(from: Json, name: string, place: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 255)
    refuse("not_a_number", `${place}/${name}`);
  return value;
}

function list(from: Json, name: string, place: string): unknown[] {
  const value = from[name];
  return Array.isArray(value) && value.length ? value : refuse("not_a_list", `${place}/${name}`);
}

function readQuestion(value: unknown, place: string): Question {
  const from = members(value, place, ["answers", "blank", "min", "max", "question"]);
  const answers = list(from, "answers", place).map((answer, index) =>
    typeof answer === "string" ? answer : refuse("not_a_text", `${place}/answers/${index}`),
  );
  if (from.blank !== undefined && from.blank !== true) refuse("not_true", `${place}/blank`);
  const [min, max] = [count(from, "min", place), count(from, "max", place)];
  if (min > max || max > answers.length) refuse("impossible_limits", `${place}/max`);
  return { text: text(from, "question", place), answers, blank: from.blank === true, min, max };
}

/* Throws a ProtocolError that names what is wrong and where. */
export function readElection(json: string): Election {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    refuse("not_json", "");
  }
  const from = members(value, "", [
    "version",
    "description",
    "name",
    "group",
    "public_key",
    "questions",
    "uuid",
    "administrator",
    "credential_authority",
  ]);
  if (from.version !== 1) refuse("other_version", "/version");
  if (from.group !== "Ed25519") refuse("other_group", "/group");
  return {
    uuid: text(from, "uuid", ""),
    name: text(from, "name", ""),
    description: text(from, "description", ""),
    publicKey: text(from, "public_key", ""),
    questions: list(from, "questions", "").map((question, index) =>
      readQuestion(question, `/questions/${index}`),
    ),
  };
}
