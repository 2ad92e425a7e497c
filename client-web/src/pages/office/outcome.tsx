/* From the closed vote to the announced result: the sum, its opening, the draft, two signatures. */
import { api, asked, Problem } from "../../api/api";
import { holds } from "../../app/office";
import { voting } from "../../app/voting";
import { Act } from "../../parts/form";
import { worked } from "../../parts/worked";
import { get } from "../../store/db";
import { o } from "../../words/office";
import { lang, t } from "../../words/words";
import type { Course, CoursePart } from "./course";

const at = ({ round }: Course) => ({ path: { uuid: round.uuid } });

function Tally({ course, again }: CoursePart) {
  const { tally } = course;
  const sum = async () => {
    await asked(api.POST("/v1/rounds/{uuid}/tally", { params: at(course) }));
    await again();
  };
  if (!tally) return <Act main act={sum}>{o("tally.sum")}</Act>;
  return (
    <p>
      {o("tally.parts", {
        ballots: tally.ballots,
        n: tally.decrypted_by.length,
        of: tally.threshold,
      })}
    </p>
  );
}

/* Exactly the bytes that are shown are signed, by this device's key. */
async function sign(course: Course): Promise<void> {
  const device = await get("devices", course.here.body.id);
  if (!device) throw new Problem("no-device", t("needsPhone"));
  const payload = await asked(
    api.GET("/v1/rounds/{uuid}/result/payload", { params: at(course), parseAs: "text" }),
  );
  const envelope = await voting.sign({
    kind: "result",
    payload: payload as unknown as string,
    signer: device.signer,
  });
  await asked(
    api.POST("/v1/rounds/{uuid}/result/signatures", {
      params: at(course),
      body: { envelope: JSON.parse(envelope) as unknown },
    }),
  );
}

function Draft({ course, again }: CoursePart) {
  const { result } = course;
  const draw = async () => {
    await asked(api.POST("/v1/rounds/{uuid}/result", { params: at(course) }));
    await again();
  };
  const put = async () => {
    await sign(course);
    await again();
  };
  if (!result) return <Act main act={draw}>{o("result.draw")}</Act>;
  return (
    <>
      {(lang() === "en" ? result.english : result.chinese).map((sentence, index) => (
        <p key={index}>{worked(sentence)}</p>
      ))}
      <p class="quiet">{o(result.signed_once ? "result.signedOnce" : "result.unsigned")}</p>
      <Act main act={put} sure={o("result.sure")}>
        {o("result.sign")}
      </Act>
      <Act act={draw}>{o("result.redraw")}</Act>
    </>
  );
}

export function Outcome(part: CoursePart) {
  const { here, round, tally, next } = part.course;
  if (round.state !== "closed" && round.state !== "tallied") return null;
  if (!holds(here, "election_committee")) return null;
  const ready = tally !== undefined && next?.op === "resultSign" && next.missing.length === 0;
  return (
    <section class="card">
      <h2>{o("result.title")}</h2>
      <Tally {...part} />
      {ready && <Draft {...part} />}
    </section>
  );
}
