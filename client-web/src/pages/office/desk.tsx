/* The polling desk, on a phone in the hall: a voter is found by number, name, or the slip or card she
 * holds; it is seen whether she voted, and she gets a paper. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { enterOffice } from "../../app/office";
import type { Params } from "../../app/route";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { fetched, Folded } from "../../parts/folded";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Pick } from "../../parts/pick";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { o } from "../../words/office";
import type { SchemaBoxView, SchemaDeskVoter } from "#schema";
import type { Paper } from "./paper";
import { home } from "./person";
import { TurnoutPart } from "./turnout";

async function loadDesk(uuid: string) {
  await enterOffice();
  const params = { path: { uuid } };
  return asked(api.GET("/v1/rounds/{uuid}/boxes", { params }));
}

type Query = { number: number } | { name: string } | Paper;

/* Digits are a list number; anything else is a whole name. */
function queryOf(typed: string): Query {
  return /^\d+$/.test(typed) ? { number: Number(typed) } : { name: typed };
}

const standing = {
  free: "desk.free",
  online: "desk.online",
  paper: "desk.paper",
  proxy_paper: "desk.paper",
  void: "desk.void",
} as const;

interface VoterProps {
  voter: SchemaDeskVoter;
  box: string;
  onIssued: (voter: SchemaDeskVoter) => Promise<void>;
}

function VoterPart({ voter, box, onIssued }: VoterProps) {
  const [checked, setChecked] = useState(false);
  const { number, name, state } = voter;
  const issue = async () => {
    const params = { path: { box_id: box } };
    const body = { voter_number: number, identity_checked: checked };
    await asked(api.POST("/v1/boxes/{box_id}/issues", { params, body }));
    await onIssued(voter);
  };
  return (
    <section class="card">
      <h2>{o("desk.voter", { n: number, name })}</h2>
      <p class="quiet">{home(voter)}</p>
      <p class={state === "free" ? "state" : "drill"}>{o(standing[state])}</p>
      {state === "free" && (
        <>
          <label class="choice">
            <input
              type="checkbox"
              checked={checked}
              onChange={(event) => setChecked(event.currentTarget.checked)}
            />
            <span>{o("desk.identity")}</span>
          </label>
          {checked && (
            <Act main act={issue}>
              {o("desk.issue")}
            </Act>
          )}
        </>
      )}
    </section>
  );
}

function Spoiled({ box, again }: { box: SchemaBoxView; again: () => Promise<void> }) {
  const replace = async () => {
    await asked(api.POST("/v1/boxes/{box_id}/spoiled", { params: { path: { box_id: box.id } } }));
    await again();
  };
  return (
    <Act act={replace} sure={o("desk.spoiledSure")}>
      {o("desk.spoiled")}
    </Act>
  );
}

interface ScanProps {
  onOpen: () => void;
  onRead: (paper: Paper) => Promise<void>;
}

/* The camera; its code is loaded when it is first opened. */
function Scan({ onOpen, onRead }: ScanProps) {
  const [code, setCode] = useState<typeof import("./scan")>();
  const [open, setOpen] = useState(false);
  const [next, setNext] = useState(false); // a paper was read before
  const { problem, start } = useTried(onRead);
  const begin = async () => {
    setCode(await fetched(() => import("./scan")));
    setOpen(true);
    onOpen();
  };
  const take = (paper: Paper) => {
    setOpen(false);
    setNext(true);
    void start(paper);
  };
  if (code && open) return <code.default onRead={take} onClose={() => setOpen(false)} />;
  return (
    <>
      <WhatFailed problem={problem} />
      <Act main act={begin}>
        {o(next ? "scan.next" : "scan.open")}
      </Act>
    </>
  );
}

/* Who was found, or that nobody was: by what was typed, or by a paper. */
interface Found {
  voters: readonly SchemaDeskVoter[];
  scanned: boolean;
}

interface FoundProps {
  found: Found;
  box: string;
  onIssued: (voter: SchemaDeskVoter) => Promise<void>;
}

function FoundPart({ found: { voters, scanned }, box, onIssued }: FoundProps) {
  if (voters.length === 0)
    return (
      <Said kind="bad" live>
        <p>{o(scanned ? "scan.nobody" : "desk.nobody")}</p>
      </Said>
    );
  return (
    <>
      {voters.map((voter) => (
        <VoterPart key={voter.number} voter={voter} box={box} onIssued={onIssued} />
      ))}
    </>
  );
}

interface DeskProps {
  uuid: string;
  boxes: readonly SchemaBoxView[];
  again: () => Promise<void>;
}

function DeskPart({ uuid, boxes, again }: DeskProps) {
  const form = useForm({ typed: "", box: boxes[0]?.id ?? "" });
  const [found, setFound] = useState<Found>();
  const [issued, setIssued] = useState<SchemaDeskVoter>();
  const box = boxes.find(({ id }) => id === form.values.box);
  const look = async (query: Query, scanned: boolean) => {
    setIssued(undefined);
    setFound(undefined);
    const params = { path: { uuid }, query };
    const { voters } = await asked(api.GET("/v1/rounds/{uuid}/rights", { params }));
    setFound({ voters, scanned });
  };
  const find = () => look(queryOf(form.values.typed.trim()), false);
  const onIssued = async (voter: SchemaDeskVoter) => {
    setIssued(voter);
    setFound(undefined);
    form.set({ typed: "" });
    await again();
  };
  if (!box) return <p>{o("box.none")}</p>;
  const results = found && <FoundPart found={found} box={box.id} onIssued={onIssued} />;
  return (
    <>
      <h1 tabIndex={-1}>{o("desk.title")}</h1>
      {boxes.length > 1 && (
        <Pick
          {...form.bind("box")}
          label={o("desk.box")}
          options={boxes.map(({ id, name }) => [id, name ?? id] as const)}
        />
      )}
      <p class="quiet">
        {o("desk.papers", { issued: box.issued, printed: box.printed, spoiled: box.spoiled })}
      </p>
      {issued && (
        <Said kind="good" title={o("desk.issued", { n: issued.number, name: issued.name })} live />
      )}
      <Scan onOpen={() => setFound(undefined)} onRead={(paper) => look(paper, true)} />
      {found?.scanned && results}
      <Field {...form.bind("typed")} label={o("desk.find")} />
      <Act act={find} labels={{ number: o("desk.find"), name: o("desk.find") }}>
        {o("person.search")}
      </Act>
      {!found?.scanned && results}
      <TurnoutPart uuid={uuid} />
      {box.issued > 0 && <Spoiled box={box} again={again} />}
      <Folded title={o("pending.title")} load={() => import("./pending")} props={{ uuid }} />
    </>
  );
}

export default function DeskPage({ params }: { params: Params }) {
  const uuid = params.id ?? "";
  const desk = useLoaded(() => loadDesk(uuid), uuid);
  return (
    <Loaded from={desk}>
      {({ boxes }) => <DeskPart uuid={uuid} boxes={boxes} again={desk.again} />}
    </Loaded>
  );
}
