/* The officers' console: what can be done in the community, by whoever holds the office for it. */
import { api, asked } from "../../api/api";
import { computerOut, onComputer } from "../../app/computer";
import { enterOffice, type Here, holds, instant } from "../../app/office";
import { go } from "../../app/route";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { o, type OfficeWord } from "../../words/office";
import { t, when, type Word } from "../../words/words";
import type { SchemaElectionView } from "#schema";
import { NewElection } from "./draft";

interface Office {
  here: Here;
  elections: readonly SchemaElectionView[];
}

async function loadOffice(): Promise<Office> {
  const here = await enterOffice();
  const params = { path: { body_id: here.body.id } };
  const { elections } = await asked(api.GET("/v1/bodies/{body_id}/elections", { params }));
  return { here, elections };
}

/* A rehearsal's clock moves forward only. */
function Clock({ here, again }: { here: Here; again: () => Promise<void> }) {
  const form = useForm({ to: "" });
  const move = async () => {
    const params = { path: { body_id: here.body.id } };
    const body = { to: instant(form.values.to) };
    await asked(api.POST("/v1/bodies/{body_id}/clock", { params, body }));
    form.set({ to: "" });
    await again();
  };
  const label = o("clock.to");
  return (
    <details>
      <summary>{o("clock.title")}</summary>
      <p role="status">{o("clock.now", { time: when(here.body.now) })}</p>
      <Field {...form.bind("to")} label={label} type="datetime-local" />
      <Act act={move} labels={{ to: label }}>
        {o("clock.move")}
      </Act>
    </details>
  );
}

/* A computer in an office is left by many people. */
async function leave(): Promise<void> {
  await asked(api.POST("/v1/sessions/end"));
  computerOut();
  await go("/");
}

function OfficePart({ here, elections, again }: Office & { again: () => Promise<void> }) {
  const roles = here.session.roles.map((role) => o(`role.${role}` as OfficeWord)).join("、");
  return (
    <>
      <h1 tabIndex={-1}>{o("title")}</h1>
      <p>{here.body.name}</p>
      {here.body.rehearsal && <p class="drill">{t("rehearsal")}</p>}
      <p class="quiet">{o("roles", { roles })}</p>
      <h2>{o("elections")}</h2>
      {elections.length === 0 && <p class="quiet">{t("home.noElection")}</p>}
      {elections.map(({ id, title, state }) => (
        <a class="card" key={id} href={`/office/election/${id}`}>
          <h3>{title}</h3>
          <p>{t(`state.${state}` as Word)}</p>
        </a>
      ))}
      {holds(here, "election_committee") && <NewElection body={here.body} />}
      <h2>{o("people")}</h2>
      {holds(here, "roll_keeper") && (
        <a class="button" href="/office/roll">
          {o("roll.title")}
        </a>
      )}
      {holds(here, "officer") && (
        <a class="button" href="/office/staff">
          {o("staff.title")}
        </a>
      )}
      {here.body.rehearsal && holds(here, "officer") && <Clock here={here} again={again} />}
      {onComputer() && <Act act={leave}>{t("computer.leave")}</Act>}
    </>
  );
}

export default function OfficePage() {
  const office = useLoaded(loadOffice, "office");
  return (
    <Loaded from={office}>{(facts) => <OfficePart {...facts} again={office.again} />}</Loaded>
  );
}
