/* Testing the phone (client-web/README.md): the number of the ballot that is sealed already, and, if
 * the voter would rather test than vote with it, everything by which another device makes it again.
 * After that it is no ballot any more. */
import type { ComponentChildren } from "preact";
import { Problem } from "../../api/api";
import { voting } from "../../app/voting";
import { Button } from "../../parts/button";
import { grouped } from "../../parts/grouped";
import { Qr } from "../../parts/qr";
import { Said } from "../../parts/said";
import { useTried, WhatFailed } from "../../parts/tried";
import { committedText } from "../../protocol/revealed";
import { ProtocolError } from "../../protocol/errors";
import { c } from "../../words/test";
import { t } from "../../words/words";

export interface TestProps {
  round: string;
  hash: string | undefined; // the number of what is sealed; not yet
  onTested: (screen: ComponentChildren) => void;
  onBack: () => void; // seals another
}

const linkOf = (text: string) => `${location.origin}/test#${text}`;

interface NamedProps {
  hash: string;
  text: string; // what another device reads
  label: string; // of its QR code
}

/* To be compared, scanned or copied. */
function Named({ hash, text, label }: NamedProps) {
  const link = linkOf(text);
  return (
    <>
      <p class="tracker number">{grouped(hash)}</p>
      <Qr text={link} label={label} />
      <details>
        <summary>{c("whole")}</summary>
        <p class="tracker">{hash}</p>
        <label class="field">
          {c("link")}
          <textarea readOnly rows={6} value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
      </details>
    </>
  );
}

function Tested({ hash, text, onBack }: { hash: string; text: string; onBack: () => void }) {
  return (
    <>
      <h1 tabIndex={-1}>{c("tested")}</h1>
      <Said kind="warn" live>
        <p>{c("tested.about")}</p>
      </Said>
      <p>{c("tested.scan")}</p>
      <Named hash={hash} text={text} label={c("tested.qr")} />
      <p class="quiet">{c("tested.secret")}</p>
      <Button main onClick={onBack}>
        {c("back")}
      </Button>
    </>
  );
}

async function revealed(hash: string): Promise<string> {
  try {
    return await voting.reveal(hash);
  } catch (error) {
    if (error instanceof ProtocolError) throw new Problem("worker", t("problem.worker"));
    throw error;
  }
}

type SealedProps = TestProps & { hash: string };

function Sealed({ round, hash, onTested, onBack }: SealedProps) {
  const reveal = useTried(async () => {
    const text = await revealed(hash);
    onTested(<Tested hash={hash} text={text} onBack={onBack} />);
  });
  return (
    <>
      <p>{c("keep")}</p>
      <Named hash={hash} text={committedText({ round, hash })} label={c("number.qr")} />
      <p>{c("then")}</p>
      <WhatFailed problem={reveal.problem} />
      <Button onClick={() => reveal.start()}>{c("reveal")}</Button>
    </>
  );
}

export default function TestPart({ hash, ...props }: TestProps) {
  return (
    <>
      <p>{c("why")}</p>
      {hash && <Sealed key={hash} hash={hash} {...props} />}
    </>
  );
}
