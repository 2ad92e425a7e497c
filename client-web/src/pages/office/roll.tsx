/* The roll comes in as a file: read into a report first, entered when the officer accepts it. */
import { useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { enterOffice } from "../../app/office";
import { Facts } from "../../parts/facts";
import { Act } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { o, type OfficeWord } from "../../words/office";
import { lang, when } from "../../words/words";
import type { SchemaFindingView, SchemaImportView } from "#schema";

const shown = 200; // findings of a report, on the page

interface Report {
  file: SchemaImportView;
  findings: readonly SchemaFindingView[];
}

async function loadReport(body: string, file: SchemaImportView): Promise<Report> {
  const params = { path: { body_id: body, import_id: file.id }, query: { limit: shown } };
  const at = "/v1/bodies/{body_id}/roll/imports/{import_id}/findings";
  const { findings } = await asked(api.GET(at, { params }));
  return { file, findings };
}

/* A workbook is made a table here: the service reads tables. */
async function tableOf(file: File): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return file; /* not "PK": no archive */
  const { workbookCsv, WorkbookError } = await import("../../app/workbook");
  try {
    return new Blob([workbookCsv(bytes)]);
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    throw new Problem("workbook", o("roll.workbook", { place: error.message }));
  }
}

async function send(body: string, file: File): Promise<Report> {
  const table = await tableOf(file);
  const sent = await asked(
    api.POST("/v1/bodies/{body_id}/roll/imports", {
      params: { path: { body_id: body } },
      body: table as unknown as Record<string, never>,
      bodySerializer: () => table,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
  return loadReport(body, sent);
}

function Findings({ findings }: Pick<Report, "findings">) {
  if (findings.length === 0) return null;
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">{o("roll.row")}</th>
          <th scope="col">{o("roll.column")}</th>
          <th scope="col">{o("roll.reason")}</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ seq, row, field, severity, value, zh, en }) => (
          <tr key={seq}>
            <td>{row || "—"}</td>
            <td>{field && o(`field.${field}` as OfficeWord)}</td>
            <td>
              <b>{o(`severity.${severity ?? "note"}` as OfficeWord)}</b> {lang() === "en" ? en : zh}
              {value && <span class="quiet"> {value}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/* What is wrong stands open; who would be entered is folded away. */
function FindingLists({ findings }: Pick<Report, "findings">) {
  const notes = findings.filter(({ severity }) => severity === "note");
  return (
    <>
      <Findings findings={findings.filter(({ severity }) => severity !== "note")} />
      {notes.length > 0 && (
        <details>
          <summary>{o("roll.notes", { n: notes.length })}</summary>
          <Findings findings={notes} />
        </details>
      )}
    </>
  );
}

interface ReportProps {
  body: string;
  report: Report;
  onSettled: () => Promise<void>;
}

function ReportPart({ body, report, onSettled }: ReportProps) {
  const { file, findings } = report;
  const params = { path: { body_id: body, import_id: file.id } };
  const accept = async () => {
    await asked(api.POST("/v1/bodies/{body_id}/roll/imports/{import_id}/accept", { params }));
    await onSettled();
  };
  const discard = async () => {
    await asked(api.POST("/v1/bodies/{body_id}/roll/imports/{import_id}/discard", { params }));
    await onSettled();
  };
  const total = file.errors + file.warnings;
  return (
    <section class="card">
      <h2>{o("roll.report")}</h2>
      <Facts
        facts={[
          [o("roll.rows"), file.rows],
          [o("roll.sound"), file.sound],
          [o("roll.errors"), file.errors],
          [o("roll.warnings"), file.warnings],
          [o("roll.added"), file.added],
          [o("roll.changed"), file.changed],
        ]}
      />
      {file.usable ? (
        <Act main act={accept} sure={o("roll.sure", { added: file.added, changed: file.changed })}>
          {o("roll.accept")}
        </Act>
      ) : (
        <Said kind="bad" title={o("roll.unusable")} />
      )}
      <FindingLists findings={findings} />
      {total > findings.length && <p>{o("roll.more", { shown: findings.length, total })}</p>}
      <Act act={discard}>{o("roll.discard")}</Act>
    </section>
  );
}

async function loadImports() {
  const here = await enterOffice();
  const params = { path: { body_id: here.body.id } };
  const { imports } = await asked(api.GET("/v1/bodies/{body_id}/roll/imports", { params }));
  return { here, imports };
}

export default function RollPage() {
  const roll = useLoaded(loadImports, "roll");
  const [report, setReport] = useState<Report>();
  const [settled, setSettled] = useState(false);
  const upload = useTried(async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file || !roll.value) return;
    setSettled(false);
    setReport(await send(roll.value.here.body.id, file));
    input.value = "";
  });
  return (
    <Loaded from={roll}>
      {({ here, imports }) => (
        <>
          <h1 tabIndex={-1}>{o("roll.title")}</h1>
          <p>{o("roll.about")}</p>
          <label class="field">
            {o("roll.file")}
            <input
              type="file"
              accept=".csv,.xlsx,text/csv"
              onChange={(event) => void upload.start(event.currentTarget)}
            />
          </label>
          <WhatFailed problem={upload.problem} />
          {settled && <Said kind="good" title={o("roll.settled")} live />}
          {report && (
            <ReportPart
              body={here.body.id}
              report={report}
              onSettled={async () => {
                setReport(undefined);
                setSettled(true);
                await roll.again();
              }}
            />
          )}
          <h2>{o("roll.earlier")}</h2>
          {imports.length === 0 && <p class="quiet">{o("roll.noneYet")}</p>}
          <ul>
            {imports.map(({ id, created_at, state, rows, added, changed }) => (
              <li key={id}>
                {when(created_at)} · {o(`import.${state ?? "reported"}` as OfficeWord)} ·{" "}
                {o("roll.line", { rows, added, changed })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
