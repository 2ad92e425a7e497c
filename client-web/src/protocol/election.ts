/* election.json of a round (section 5), as strictly as it is written: whatever a ballot is sealed
 * for is read from these bytes and from nothing else. */
import { refuse } from "./errors";
import { count, listOf, members, readJson, text } from "./json";

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

function readQuestion(value: unknown, place: string): Question {
  const from = members(value, place, ["answers", "blank", "min", "max", "question"]);
  const answers = listOf(from.answers, `${place}/answers`, (answer, at) =>
    typeof answer === "string" ? answer : refuse("not_a_text", at),
  );
  if (from.blank !== undefined && from.blank !== true) refuse("not_true", `${place}/blank`);
  const [min, max] = [count(from, "min", place), count(from, "max", place)];
  if (min > max || max > answers.length) refuse("impossible_limits", `${place}/max`);
  return { text: text(from, "question", place), answers, blank: from.blank === true, min, max };
}

/* Throws a ProtocolError that names what is wrong and where. */
export function readElection(json: string): Election {
  const from = members(readJson(json), "", [
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
    questions: listOf(from.questions, "/questions", readQuestion),
  };
}

/* Exponentiations and membership checks that checking a ballot takes (section 7.4). */
export const workOf = ({ questions }: Election): number =>
  questions.reduce((sum, { answers, blank, min, max }) => {
    const n = answers.length + (blank ? 1 : 0);
    const branches = max - min + 1 + (blank ? 3 : 0);
    return sum + 10 * n + 4 * branches;
  }, 3);
