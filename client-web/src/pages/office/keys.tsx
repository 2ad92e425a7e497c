/* Voting keys: how many are registered, and the way to printed cards. */
import { o } from "../../words/office";
import { when } from "../../words/words";
import { type CoursePart, lacks } from "./course";

export function Keys({ course }: CoursePart) {
  const { election } = course;
  if (!election.list_published_at) return null;
  const open = election.rounds[0]?.state === "reserved";
  return (
    <details open={lacks(course, "no-credentials")}>
      <summary>{o("keys.title")}</summary>
      <p>{o("keys.count", { n: election.credentials, of: election.voters })}</p>
      <p class="quiet">{o("keys.until", { time: when(election.freeze_at) })}</p>
      {open && (
        <a class="button" href={`/office/cards/${election.id}`}>
          {o("cards.title")}
        </a>
      )}
    </details>
  );
}
