/* Before the result: how many have taken part, how many must, and how long it still takes. */
import { serviceNow } from "../../api/api";
import { s } from "../../words/screen";
import type { SchemaTurnout } from "#schema";
import { useNow } from "./room";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const two = (n: number): string => String(n).padStart(2, "0");

/* "2 天 3 小时", or "3:04:05" on the last day. */
function span(seconds: number): string {
  const hours = Math.floor(seconds / hour);
  if (seconds >= day) return s("days", { d: Math.floor(seconds / day), h: hours % 24 });
  return `${hours}:${two(Math.floor(seconds / minute) % minute)}:${two(seconds % minute)}`;
}

function Countdown({ title, to, ahead }: { title: string; to: string; ahead: number }) {
  useNow();
  const left = Math.floor((Date.parse(to) - serviceNow() - ahead) / 1000);
  return (
    <p>
      {title} <b class="count">{span(Math.max(0, left))}</b>
    </p>
  );
}

/* The bar is for the eye; its numbers stand beside it. */
function Bar({ voters, voted, needed }: SchemaTurnout) {
  return (
    <div class="bar-of" aria-hidden="true">
      <svg viewBox={`0 0 ${Math.max(1, voters)} 1`} preserveAspectRatio="none">
        <rect width={voted} height="1" />
        <rect class="mark" x={needed} width={Math.max(1, voters) / 200} height="1" />
      </svg>
    </div>
  );
}

function Voted(turnout: SchemaTurnout) {
  const { voters, voted, needed } = turnout;
  return (
    <>
      <p class="huge" role="status">
        {s("voted", { n: voted })}
      </p>
      <Bar {...turnout} />
      <p class={voted >= needed ? "reached" : ""}>
        {s(voted >= needed ? "reached" : "needed", { n: needed })}
      </p>
      <p>{s("of", { n: voters })}</p>
      <p class="note">{s("note")}</p>
    </>
  );
}

export function PollingPart({ turnout, ahead }: { turnout: SchemaTurnout; ahead: number }) {
  const { state, voters, opens_at, closes_at } = turnout;
  if (state === "polling")
    return (
      <>
        {closes_at && <Countdown title={s("ends")} to={closes_at} ahead={ahead} />}
        <Voted {...turnout} />
      </>
    );
  if (state === "closed" || state === "tallied")
    return (
      <>
        <p class="huge">{s("closed")}</p>
        <p>{s("closed.about")}</p>
        <Voted {...turnout} />
      </>
    );
  return (
    <>
      <p class="huge">{s("prepared")}</p>
      {opens_at && <Countdown title={s("starts")} to={opens_at} ahead={ahead} />}
      <p>{s("of", { n: voters })}</p>
    </>
  );
}
