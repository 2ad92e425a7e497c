/* Disputes about the rounds of an election, with their evidence: auditors read them, the committee
 * answers each by its day. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { holds } from "../../app/office";
import { Disputed } from "../../parts/disputed";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Button } from "../../parts/button";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Pick } from "../../parts/pick";
import { d } from "../../words/dispute";
import type { SchemaDisputePage, SchemaDisputeView } from "#schema";
import type { CoursePart } from "./course";
import { Evidence } from "./evidence";

const outcomes = ["rejected", "upheld"] as const;

const ask = (uuid: string, after?: number): Promise<SchemaDisputePage> =>
  asked(
    api.GET("/v1/rounds/{uuid}/disputes", {
      params: { path: { uuid }, query: after === undefined ? {} : { after } },
    }),
  );

interface LineProps {
  dispute: SchemaDisputeView;
  again: () => Promise<void>;
}

function AnswerForm({ dispute, again }: LineProps) {
  const form = useForm({ outcome: "rejected", answer: "" });
  const labels = { answer: d("answer") };
  const send = async () => {
    const { outcome, answer } = form.values;
    const params = { path: { dispute_id: dispute.id } };
    const body = { outcome: outcome as (typeof outcomes)[number], answer };
    await asked(api.POST("/v1/disputes/{dispute_id}/answer", { params, body }));
    await again();
  };
  return (
    <>
      <Pick
        {...form.bind("outcome")}
        label={d("outcome")}
        options={outcomes.map((outcome) => [outcome, d(`outcome.${outcome}`)] as const)}
      />
      <Field {...form.bind("answer")} label={labels.answer} />
      <Act act={send} labels={labels} sure={d("answer.sure")}>
        {d("answer.send")}
      </Act>
    </>
  );
}

interface RoundProps {
  uuid: string;
  answers: boolean; // whether who looks at it may answer
}

function Page({ page, answers, again }: { page: SchemaDisputePage; answers: boolean } & Pick<LineProps, "again">) {
  return (
    <>
      {page.disputes.map((dispute) => (
        <section class="card" key={dispute.id}>
          <Disputed dispute={dispute} answerers={page.answerers} />
          <p>{d("by", { name: dispute.by })}</p>
          <details>
            <summary>{d("evidence")}</summary>
            <Evidence dispute={dispute} />
          </details>
          {answers && !dispute.outcome && <AnswerForm dispute={dispute} again={again} />}
        </section>
      ))}
    </>
  );
}

function RoundDisputes({ uuid, answers }: RoundProps) {
  const [starts, setStarts] = useState<readonly (number | undefined)[]>([undefined]);
  const pages = useLoaded(
    () => Promise.all(starts.map((after) => ask(uuid, after))),
    `${uuid} ${starts.length}`,
  );
  return (
    <Loaded from={pages}>
      {(shown) => {
        const next = shown[shown.length - 1]?.next;
        return (
          <>
            {shown[0]?.disputes.length === 0 && <p class="quiet">{d("none")}</p>}
            {shown.map((page, index) => (
              <Page key={index} page={page} answers={answers} again={pages.again} />
            ))}
            {next !== undefined && (
              <Button onClick={() => setStarts([...starts, next])}>{d("more")}</Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

export default function Disputes({ course }: Pick<CoursePart, "course">) {
  const answers = holds(course.here, "election_committee");
  return (
    <>
      {course.election.rounds
        .filter(({ state }) => state !== "reserved")
        .map(({ uuid }) => (
          <RoundDisputes key={uuid} uuid={uuid} answers={answers} />
        ))}
    </>
  );
}
