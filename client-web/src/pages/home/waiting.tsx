/* One card for each thing that waits for the person at this phone. */
import { onComputer } from "../../app/computer";
import { Button } from "../../parts/button";
import { Dispute } from "../../parts/dispute";
import { Folded } from "../../parts/folded";
import { Found } from "../../parts/found";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { t, when, type Word } from "../../words/words";
import type { SchemaWaitingView } from "#schema";
import { registerKey } from "./key";
import type { Home } from "./load";

interface CardProps {
  item: SchemaWaitingView;
  home: Home;
  onChanged: () => Promise<void>;
}

function KeyCard({ item, home, onChanged }: CardProps) {
  const here = home.keys.find(({ election }) => election === item.election_id);
  const usable = here !== undefined && here.half === item.key;
  const register = useTried(async () => {
    await registerKey(item.election_id);
    await onChanged();
  });
  return (
    <>
      <p>{usable ? t("home.key.here") : item.key ? t("home.key.elsewhere") : t("home.key.none")}</p>
      {item.until && <p class="quiet">{t("home.until", { time: when(item.until) })}</p>}
      <WhatFailed problem={register.problem} />
      {usable ? (
        <details>
          <summary>{t("home.key.copy")}</summary>
          <p class="tracker">{here.credential}</p>
          <p class="quiet">{t("home.key.copy.about")}</p>
        </details>
      ) : (
        <Button main={!item.key} onClick={register.start}>
          {item.key ? t("home.key.replace") : t("home.key.make")}
        </Button>
      )}
    </>
  );
}

/* A ballot in her name that this phone did not send is told to her, whoever sent it: also one that
 * took the place of hers. */
function Voted({ item, home }: Pick<CardProps, "item" | "home">) {
  const mine = home.receipts.find(({ fingerprint }) => fingerprint === item.ballot);
  const here = home.receipts
    .filter(({ round }) => round === item.uuid)
    .map(({ fingerprint }) => fingerprint);
  const dispute = {
    uuid: item.uuid,
    kind: "not_mine",
    evidence: { channel: item.channel, ballot: item.ballot, key: item.key, here },
  } as const;
  if (item.channel === "paper")
    return (
      <>
        <p>{t("home.vote.paper")}</p>
        <Folded
          title={t("home.vote.notMe")}
          load={() => import("../../parts/filing")}
          props={dispute}
        />
      </>
    );
  if (mine)
    return (
      <>
        <p>✓ {t("home.vote.mine")}</p>
        <Found receipt={mine} now={bodyNow(home, item)} />
      </>
    );
  return (
    <Said kind="warn" title={t("home.vote.other")}>
      <p>{t("home.vote.other.about")}</p>
      <Dispute {...dispute} />
    </Said>
  );
}

function VoteCard({ item, home }: CardProps) {
  const open = item.from !== undefined && Date.parse(item.from) <= bodyNow(home, item);
  return (
    <>
      {!open && item.from && <p>{t("vote.opens", { time: when(item.from) })}</p>}
      {item.until && <p class="quiet">{t("home.until", { time: when(item.until) })}</p>}
      {item.channel && <Voted item={item} home={home} />}
      {open && item.channel !== "paper" && (
        <a class={item.channel ? "button" : "button main"} href={`/vote/${item.uuid}`}>
          {item.channel ? t("vote.again") : t("home.vote")}
        </a>
      )}
    </>
  );
}

/* The community's clock: a rehearsal's is ahead. */
function bodyNow(home: Home, item: SchemaWaitingView): number {
  const community = home.communities.find(({ elections }) =>
    elections.some(({ id }) => id === item.election_id),
  );
  return Date.parse(community?.body.now ?? "");
}

function ResultCard({ item }: CardProps) {
  return (
    <>
      <p>{t("home.result")}</p>
      <a class="button" href={`/e/${item.election_id}`}>
        {t("home.result.see")}
      </a>
    </>
  );
}

const dutyCard =
  (about: Word, at = "/e/") =>
  ({ item }: CardProps) => (
    <>
      <p>{t(about)}</p>
      {item.until && <p class="quiet">{t("home.until", { time: when(item.until) })}</p>}
      <a class="button main" href={at + item.election_id}>
        {t("home.duty")}
      </a>
    </>
  );

const kinds = {
  setup: { title: "home.setup.title", Card: dutyCard("home.setup") },
  opening: { title: "home.opening.title", Card: dutyCard("home.opening") },
  dispute: { title: "home.dispute.title", Card: dutyCard("home.dispute", "/office/election/") },
  key: { title: "home.key", Card: KeyCard },
  vote: { title: "home.vote.title", Card: VoteCard },
  result: { title: "home.result.title", Card: ResultCard },
} as const;

/* Keys and votes are not for an office's computer. */
const anywhere: readonly string[] = ["dispute", "result"];

export function WaitingCard(props: CardProps) {
  const { title, Card } = kinds[props.item.kind];
  const here = !onComputer() || anywhere.includes(props.item.kind);
  return (
    <section class="card">
      <h2>{t(title)}</h2>
      <p>{props.item.title}</p>
      {here ? <Card {...props} /> : <p>{t("needsPhone")}</p>}
    </section>
  );
}
