/* Voter cards for those without a phone: their keys are made on this device, their public halves are
 * registered, and the cards are printed. The secrets are nowhere but on this page and on the paper. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { newVotingKey, type VotingKey } from "../../app/key";
import { enterOffice, type Here } from "../../app/office";
import type { Params } from "../../app/route";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Progress } from "../../parts/progress";
import { Qr } from "../../parts/qr";
import { Said } from "../../parts/said";
import { Sheet } from "../../parts/sheet";
import { cardFragment } from "../../protocol/credential";
import { o } from "../../words/office";
import { t } from "../../words/words";
import type { SchemaElectionView, SchemaVoterView } from "#schema";
import { place } from "./person";

const most = 200; // cards at once: as many as a browser prints without trouble

interface Card extends VotingKey {
  voter: SchemaVoterView;
}

interface Facts {
  here: Here;
  election: SchemaElectionView;
}

async function loadFacts(id: string): Promise<Facts> {
  const here = await enterOffice();
  const params = { path: { election_id: id } };
  return { here, election: await asked(api.GET("/v1/elections/{election_id}", { params })) };
}

async function votersFrom(election: string, first: number, last: number) {
  const limit = Math.min(last - first + 1, most);
  const params = { path: { election_id: election }, query: { after: first - 1, limit } };
  const { voters } = await asked(api.GET("/v1/elections/{election_id}/list", { params }));
  return voters.filter(({ number }) => number <= last);
}

async function makeCards(
  { election }: Facts,
  voters: readonly SchemaVoterView[],
  tell: (done: number) => void,
): Promise<Card[]> {
  const cards: Card[] = [];
  for (const voter of voters) {
    cards.push({ voter, ...(await newVotingKey(election)) });
    tell(cards.length);
  }
  return cards;
}

async function register({ election }: Facts, cards: readonly Card[]): Promise<void> {
  const params = { path: { election_id: election.id } };
  const keys = cards.map(({ voter, halves }) => ({ number: voter.number, ...halves }));
  await asked(api.POST("/v1/elections/{election_id}/cards", { params, body: { cards: keys } }));
}

function CardSheet({ facts, cards }: { facts: Facts; cards: readonly Card[] }) {
  const { here, election } = facts;
  const uuid = election.rounds[0]?.uuid ?? "";
  return (
    <Sheet name="cards" label={o("cards.print", { n: cards.length })}>
      {cards.map(({ voter, credential }) => (
        <section key={voter.number}>
          <h2>{o("cards.heading")}</h2>
          {here.body.rehearsal && <p class="big">{t("rehearsal")}</p>}
          <p>{election.title}</p>
          <p class="big">
            {o("cards.voter", {
              n: voter.number,
              building: place(voter.building, "home.building"),
              name: voter.name ?? "",
            })}
          </p>
          <Qr
            text={`${location.origin}/vote/${uuid}#${cardFragment(credential, voter.number)}`}
            label={o("cards.qr")}
          />
          <p class="tracker">{credential}</p>
          <p>{o("cards.how")}</p>
          <p>{o("cards.keep")}</p>
        </section>
      ))}
    </Sheet>
  );
}

function CardsPart(facts: Facts) {
  const form = useForm({ first: "1", last: "" });
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const [cards, setCards] = useState<readonly Card[]>();
  const { first, last } = form.values;
  const make = async () => {
    const voters = await votersFrom(facts.election.id, Number(first), Number(last));
    try {
      const made = await makeCards(facts, voters, (done) => setProgress({ done, of: voters.length }));
      await register(facts, made);
      setCards(made);
    } finally {
      setProgress(undefined);
    }
  };
  const count = Number(last) - Number(first) + 1;
  const possible = Number(first) >= 1 && count >= 1 && count <= most;
  return (
    <>
      <h1 tabIndex={-1}>{o("cards.title")}</h1>
      <p>{o("cards.about")}</p>
      <Field {...form.bind("first")} label={o("cards.first")} numeric />
      <Field {...form.bind("last")} label={o("cards.last")} numeric />
      {possible ? (
        <Act main act={make} sure={o("cards.sure", { n: count })}>
          {o("cards.make")}
        </Act>
      ) : (
        <p class="quiet">{o("cards.range", { most, of: facts.election.voters })}</p>
      )}
      {progress && <Progress {...progress} text={o("cards.running", progress)} />}
      {cards && (
        <>
          <Said kind="good" title={o("cards.made", { n: cards.length })} live>
            <p>{o("cards.now")}</p>
          </Said>
          <CardSheet facts={facts} cards={cards} />
        </>
      )}
    </>
  );
}

export default function CardsPage({ params }: { params: Params }) {
  const id = params.id ?? "";
  const facts = useLoaded(() => loadFacts(id), id);
  return <Loaded from={facts}>{(value) => <CardsPart {...value} />}</Loaded>;
}
