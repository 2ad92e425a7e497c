/* Counting a box: its spare papers first, then two people, neither of whom sees what the other one
 * entered before both are in. */
import { api, asked } from "../../api/api";
import { enterOffice, type Here, holds } from "../../app/office";
import type { Params } from "../../app/route";
import { Facts } from "../../parts/facts";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { o, type OfficeWord } from "../../words/office";
import { t } from "../../words/words";
import type { SchemaBoxView, SchemaCountPage, SchemaRoundPublic } from "#schema";

/* A candidate on the round's ballot paper. */
interface Line {
  id: string;
  name: string;
  post: string;
}

interface Count {
  here: Here;
  boxes: readonly { box: SchemaBoxView; count: SchemaCountPage }[];
  paper: readonly Line[];
}

/* Who stands on this ballot paper: a further round has only some of those who stood in the first. */
async function loadPaper(round: SchemaRoundPublic): Promise<Line[]> {
  const params = { path: { election_id: round.election_id } };
  const [election, { candidates }] = await Promise.all([
    asked(api.GET("/v1/elections/{election_id}", { params })),
    asked(api.GET("/v1/elections/{election_id}/candidates", { params })),
  ]);
  const titles = new Map(election.posts.map(({ id, title }) => [id, title]));
  return candidates
    .map(({ id, name, post_id }) => ({ id, name, post: titles.get(post_id) ?? "" }))
    .filter(({ name, post }) =>
      round.questions.some(({ text, answers }) => text === post && answers.includes(name)),
    );
}

async function loadCount(uuid: string): Promise<Count> {
  const here = await enterOffice();
  const params = { path: { uuid } };
  const [round, { boxes }] = await Promise.all([
    asked(api.GET("/v1/rounds/{uuid}", { params })),
    asked(api.GET("/v1/rounds/{uuid}/boxes", { params })),
  ]);
  const counts = boxes.map(async (box) => {
    const at = { path: { box_id: box.id } };
    return { box, count: await asked(api.GET("/v1/boxes/{box_id}/counts", { params: at })) };
  });
  return { here, boxes: await Promise.all(counts), paper: await loadPaper(round) };
}

interface BoxProps {
  box: SchemaBoxView;
  again: () => Promise<void>;
}

function Closing({ box, again }: BoxProps) {
  const form = useForm({ spare: "" });
  const close = async () => {
    const body = { spare: Number(form.values.spare) };
    await asked(api.POST("/v1/boxes/{box_id}/close", { params: { path: { box_id: box.id } }, body }));
    await again();
  };
  const labels = { spare: o("count.spare") };
  return (
    <>
      <Field {...form.bind("spare")} label={labels.spare} numeric />
      <Act act={close} labels={labels} sure={o("count.closeSure")}>
        {o("count.close")}
      </Act>
    </>
  );
}

const figures = ["recovered", "valid", "invalid"] as const;

interface EntryProps extends BoxProps {
  paper: readonly Line[];
}

/* An empty line is nothing counted, and is not sent: no figure is guessed. */
function Entry({ box, paper, again }: EntryProps) {
  const form = useForm<Record<string, string>>({});
  const number = (name: string) => Number(form.values[name] || NaN);
  const filled = [...figures, ...paper.map(({ id }) => id)].every((name) => number(name) >= 0);
  const enter = async () => {
    const [recovered = 0, valid = 0, invalid = 0] = figures.map(number);
    const votes = Object.fromEntries(paper.map(({ id }) => [id, number(id)]));
    const params = { path: { box_id: box.id } };
    const body = { recovered, valid, invalid, votes };
    await asked(api.POST("/v1/boxes/{box_id}/counts", { params, body }));
    await again();
  };
  const labels = Object.fromEntries([
    ...figures.map((name) => [name, o(`count.${name}`)]),
    ...paper.map(({ id, name }) => [id, name]),
  ]) as Record<string, string>;
  return (
    <>
      {figures.map((name) => (
        <Field key={name} {...form.bind(name)} label={labels[name] ?? ""} numeric />
      ))}
      {paper.map(({ id, name, post }) => (
        <Field key={id} {...form.bind(id)} label={o("count.votes", { post, name })} numeric />
      ))}
      {filled ? (
        <Act main act={enter} labels={labels}>
          {o("count.enter")}
        </Act>
      ) : (
        <p class="quiet">{o("count.fill")}</p>
      )}
    </>
  );
}

function Differences({ count, paper }: { count: SchemaCountPage; paper: readonly Line[] }) {
  const nameOf = (field: string) =>
    (figures as readonly string[]).includes(field)
      ? o(`count.${field}` as OfficeWord)
      : (paper.find(({ id }) => field.endsWith(id))?.name ?? field);
  return (
    <Said kind="warn" title={o("count.differ")} live>
      <table class="rows">
        <tbody>
          {count.differences.map(({ field = "", first, second }) => (
            <tr key={field}>
              <th scope="row">{nameOf(field)}</th>
              <td>{first}</td>
              <td>{second}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Said>
  );
}

function Explain({ box, again }: BoxProps) {
  const form = useForm({ text: "" });
  const explain = async () => {
    const params = { path: { box_id: box.id } };
    await asked(api.POST("/v1/boxes/{box_id}/explanation", { params, body: form.values }));
    await again();
  };
  const labels = { text: o("count.explanation") };
  return (
    <>
      <Field {...form.bind("text")} label={labels.text} />
      <Act act={explain} labels={labels}>
        {o("count.explain")}
      </Act>
    </>
  );
}

interface BoxPartProps extends EntryProps {
  here: Here;
  count: SchemaCountPage;
}

function BoxPart({ here, box, count, paper, again }: BoxPartProps) {
  const { stage, mismatches, explanation } = box;
  const waits = stage === "closed" || stage === "entered" || stage === "differing";
  return (
    <section class="card">
      <h2>{box.name}</h2>
      <p class="state">{o(`stage.${stage}` as OfficeWord)}</p>
      <Facts
        facts={[
          [t("box.printed"), box.printed],
          [t("box.issued"), box.issued],
          [t("box.spoiled"), box.spoiled],
          [t("box.spare"), stage === "open" ? undefined : box.spare],
        ]}
      />
      {stage === "open" && holds(here, "desk") && <Closing box={box} again={again} />}
      {stage === "differing" && <Differences count={count} paper={paper} />}
      {waits && holds(here, "counter") && <Entry box={box} paper={paper} again={again} />}
      {stage === "counted" && mismatches.length > 0 && (
        <>
          <Said kind="warn" title={o("count.mismatch")}>
            {mismatches.map((name) => (
              <p key={name}>{o(`mismatch.${name}` as OfficeWord)}</p>
            ))}
          </Said>
          {explanation && <p>{explanation}</p>}
          {holds(here, "election_committee") && <Explain box={box} again={again} />}
        </>
      )}
    </section>
  );
}

export default function CountPage({ params }: { params: Params }) {
  const uuid = params.id ?? "";
  const loaded = useLoaded(() => loadCount(uuid), uuid);
  return (
    <Loaded from={loaded}>
      {({ here, boxes, paper }) => (
        <>
          <h1 tabIndex={-1}>{o("count.title")}</h1>
          <p>{o("count.about")}</p>
          {boxes.length === 0 && <p class="quiet">{o("box.none")}</p>}
          {boxes.map(({ box, count }) => (
            <BoxPart
              key={`${box.id} ${count.attempt} ${count.entered}`}
              here={here}
              box={box}
              count={count}
              paper={paper}
              again={loaded.again}
            />
          ))}
        </>
      )}
    </Loaded>
  );
}
