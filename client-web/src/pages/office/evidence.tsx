/* What a voter's phone saw: what it named, in words, and the whole as it was signed. A client of
 * another make may have named other things, or nothing. */
import { Facts } from "../../parts/facts";
import { unbase64 } from "../../protocol/bytes";
import { d, type DisputeWord } from "../../words/dispute";
import { when } from "../../words/words";
import type { SchemaDisputeView } from "#schema";

interface Stated {
  evidence: unknown;
}

type Tell = (value: unknown) => string | undefined;

const text: Tell = (value) => (typeof value === "string" ? value : undefined);
const list: Tell = (value) => (Array.isArray(value) ? value.join("\n") || d("seen.none") : undefined);
const json: Tell = (value) => JSON.stringify(value);
const time: Tell = (value) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? when(value) : undefined;
const channel: Tell = (value) =>
  value === "online" || value === "paper" ? d(`seen.channel.${value}`) : undefined;

/* In the order in which they are read. */
const names: readonly (readonly [name: string, label: DisputeWord, tell: Tell])[] = [
  ["fault", "seen.fault", text],
  ["at", "seen.at", time],
  ["channel", "seen.channel", channel],
  ["ballot", "seen.ballot", text],
  ["here", "seen.here", list],
  ["opened", "seen.opened", json],
  ["archive", "seen.archive", text],
];

function statedIn({ statement }: SchemaDisputeView): Stated {
  const { payload } = statement as { payload: string };
  const bytes = unbase64(payload) ?? new Uint8Array();
  return JSON.parse(new TextDecoder().decode(bytes)) as Stated;
}

export function Evidence({ dispute }: { dispute: SchemaDisputeView }) {
  const stated = statedIn(dispute);
  const seen = Object(stated.evidence) as Record<string, unknown>;
  return (
    <>
      <Facts
        facts={names
          .filter(([name]) => seen[name] !== undefined)
          .map(([name, label, tell]) => [d(label), tell(seen[name])] as const)}
      />
      <details>
        <summary>{d("signed")}</summary>
        <pre>{JSON.stringify(stated, null, 1)}</pre>
      </details>
    </>
  );
}
