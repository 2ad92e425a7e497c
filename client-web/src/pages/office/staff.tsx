/* Who holds which office until when, and the slips by which people bring their phones in. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { enterOffice, type Here } from "../../app/office";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Pick } from "../../parts/pick";
import { Qr } from "../../parts/qr";
import { Sheet } from "../../parts/sheet";
import { o, type OfficeWord } from "../../words/office";
import { day, when } from "../../words/words";
import type { SchemaMaskedPerson, SchemaOfficeView, SchemaSlipView } from "#schema";
import { home, type Person, PersonSearch } from "./person";

const roles = [
  "election_committee",
  "roll_keeper",
  "desk",
  "counter",
  "trustee",
  "auditor",
  "officer",
] as const;
type Role = (typeof roles)[number];

interface Staff {
  here: Here;
  people: readonly SchemaMaskedPerson[];
  offices: readonly SchemaOfficeView[];
}

async function loadStaff(): Promise<Staff> {
  const here = await enterOffice();
  const params = { path: { body_id: here.body.id } };
  const [{ people }, { offices }] = await Promise.all([
    asked(api.GET("/v1/bodies/{body_id}/staff", { params })),
    asked(api.GET("/v1/bodies/{body_id}/offices", { params })),
  ]);
  return { here, people, offices };
}

/* ---- slips ---- */

/* The code is shown once and kept nowhere: it is printed or scanned now. */
function SlipSheet({ here, slip }: { here: Here; slip: SchemaSlipView }) {
  return (
    <Sheet name="slip" label={o("slip.print")}>
      <h2>{o("slip.title", { body: here.body.name ?? "" })}</h2>
      {slip.url && <Qr text={slip.url} label={o("slip.qr")} />}
      <p>{o("slip.number", { n: slip.list_number })}</p>
      <p class="tracker big">{slip.code?.replace(/^.{4}/, "$&-")}</p>
      <p>{o("slip.body", { id: here.body.id })}</p>
      <p>{o("slip.about", { time: when(slip.expires_at) })}</p>
    </Sheet>
  );
}

function SlipFor({ here, person }: { here: Here; person: string }) {
  const [slip, setSlip] = useState<SchemaSlipView>();
  const issue = async () => {
    const params = { path: { body_id: here.body.id } };
    setSlip(await asked(api.POST("/v1/bodies/{body_id}/slips", { params, body: { person_id: person } })));
  };
  return (
    <>
      <Act act={issue}>{o("slip.issue")}</Act>
      {slip && <SlipSheet here={here} slip={slip} />}
    </>
  );
}

/* For residents who hold no office. */
function SlipForAnyone({ here }: { here: Here }) {
  const [person, setPerson] = useState<Person>();
  return (
    <section class="card">
      <h2>{o("slip.forAnyone")}</h2>
      <PersonSearch body={here.body.id} onFound={setPerson} />
      {person && (
        <>
          <p class="big">{person.name}</p>
          <SlipFor key={person.id} here={here} person={person.id} />
        </>
      )}
    </section>
  );
}

/* ---- offices ---- */

interface GiveProps {
  here: Here;
  person: string;
  onGiven: () => Promise<void>;
}

function Give({ here, person, onGiven }: GiveProps) {
  const form = useForm({ role: "election_committee", from_day: here.body.today, until_day: "" });
  const give = async () => {
    const { role, from_day, until_day } = form.values;
    const body = { person_id: person, role: role as Role, from_day, until_day };
    const params = { path: { body_id: here.body.id } };
    await asked(api.POST("/v1/bodies/{body_id}/offices", { params, body }));
    await onGiven();
  };
  const labels = { from_day: o("staff.from"), until_day: o("staff.until") };
  return (
    <>
      <Pick
        {...form.bind("role")}
        label={o("staff.role")}
        options={roles.map((role) => [role, o(`role.${role}`)] as const)}
      />
      <Field {...form.bind("from_day")} label={labels.from_day} type="date" />
      <Field {...form.bind("until_day")} label={labels.until_day} type="date" />
      <Act main act={give} labels={labels}>
        {o("staff.give")}
      </Act>
    </>
  );
}

/* To a resident, by her name. */
function Grant({ here, again }: { here: Here; again: () => Promise<void> }) {
  const [person, setPerson] = useState<Person>();
  const onGiven = async () => {
    setPerson(undefined);
    await again();
  };
  return (
    <section class="card">
      <h2>{o("staff.grant")}</h2>
      <PersonSearch body={here.body.id} onFound={setPerson} />
      {person && (
        <>
          <p class="big">{person.name}</p>
          <Give key={person.id} here={here} person={person.id} onGiven={onGiven} />
        </>
      )}
    </section>
  );
}

interface PersonProps {
  here: Here;
  person: SchemaMaskedPerson;
  offices: readonly SchemaOfficeView[];
  again: () => Promise<void>;
}

const isOver = ({ ended_at, until_day }: SchemaOfficeView, here: Here): boolean =>
  Boolean(ended_at) || until_day < here.body.today;

function OfficeLine({ here, office }: { here: Here; office: SchemaOfficeView }) {
  const { role, from_day, until_day } = office;
  return (
    <li>
      <b>{o(`role.${role}` as OfficeWord)}</b>{" "}
      {o("staff.term", { from: day(from_day), until: day(until_day) })}
      {isOver(office, here) && <span class="quiet"> {o("staff.over")}</span>}
    </li>
  );
}

function Change({ here, person, offices, again }: PersonProps) {
  const end = async (office_id: string) => {
    const params = { path: { body_id: here.body.id, office_id } };
    await asked(api.POST("/v1/bodies/{body_id}/offices/{office_id}/end", { params }));
    await again();
  };
  return (
    <details>
      <summary>{o("staff.change")}</summary>
      {offices
        .filter((office) => !isOver(office, here))
        .map(({ id, role }) => (
          <Act key={id} act={() => end(id)} sure={o("staff.endSure")}>
            {o("staff.end", { role: o(`role.${role}` as OfficeWord) })}
          </Act>
        ))}
      <h3>{o("staff.grantMore")}</h3>
      <Give here={here} person={person.id} onGiven={again} />
    </details>
  );
}

function PersonPart(part: PersonProps) {
  const { here, person, offices } = part;
  return (
    <section class="card">
      <h2>{person.name}</h2>
      <p class="quiet">{home(person)}</p>
      <ul>
        {offices.map((office) => (
          <OfficeLine key={office.id} here={here} office={office} />
        ))}
      </ul>
      <SlipFor here={here} person={person.id} />
      <Change {...part} />
    </section>
  );
}

function StaffPart({ here, people, offices, again }: Staff & { again: () => Promise<void> }) {
  return (
    <>
      <h1 tabIndex={-1}>{o("staff.title")}</h1>
      <Grant here={here} again={again} />
      <SlipForAnyone here={here} />
      {people.map((person) => (
        <PersonPart
          key={person.id}
          here={here}
          person={person}
          offices={offices.filter(({ person_id }) => person_id === person.id)}
          again={again}
        />
      ))}
    </>
  );
}

export default function StaffPage() {
  const staff = useLoaded(loadStaff, "staff");
  return <Loaded from={staff}>{(facts) => <StaffPart {...facts} again={staff.again} />}</Loaded>;
}
