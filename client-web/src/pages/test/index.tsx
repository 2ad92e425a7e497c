/* Another phone is checked here: its ballot's number first, then what it revealed. For everybody. */
import { useEffect, useState } from "preact/hooks";
import { takeHash } from "../../app/hash";
import { prepareVoting } from "../../app/voting";
import { Button } from "../../parts/button";
import { Chosen } from "../../parts/chosen";
import { Field } from "../../parts/field";
import { grouped } from "../../parts/grouped";
import { Loaded, useLoaded } from "../../parts/loaded";
import { Said } from "../../parts/said";
import { c } from "../../words/test";
import { checkTest, type Checked, type Kept, noLink } from "./load";

function KeptPart({ found }: { found: Kept }) {
  return (
    <>
      <h1 tabIndex={-1}>{c("kept")}</h1>
      <p>{found.title}</p>
      <p class="tracker number">{grouped(found.hash)}</p>
      <Said kind="plain" live>
        <p>{c("kept.about")}</p>
      </Said>
    </>
  );
}

function Verdict({ found }: { found: Checked }) {
  const { same, first, hash } = found;
  if (!same)
    return (
      <Said kind="bad" title={c("other")} live>
        <p>{c("other.about")}</p>
      </Said>
    );
  if (first && first !== hash)
    return (
      <Said kind="bad" title={c("other.first")} live>
        <p>{c("other.first.about")}</p>
      </Said>
    );
  return (
    <Said kind="good" title={c("same")} live>
      <p>{c("same.about")}</p>
      <p>{first ? c("same.kept") : c("same.eye")}</p>
    </Said>
  );
}

function CheckedPart({ found }: { found: Checked }) {
  const { title, hash, first, election, marks } = found;
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      <Verdict found={found} />
      <h2>{c("number")}</h2>
      <p class="tracker number">{grouped(hash)}</p>
      {first && first !== hash && (
        <>
          <h2>{c("first")}</h2>
          <p class="tracker number">{grouped(first)}</p>
        </>
      )}
      <h2>{c("choices")}</h2>
      <Chosen election={election} marks={marks} />
    </>
  );
}

/* `wrong`: what was scanned is no such link. */
function Asked({ wrong, onLink }: { wrong?: boolean; onLink: (said: string) => void }) {
  const [typed, setTyped] = useState("");
  return (
    <>
      <h1 tabIndex={-1}>{c("check.title")}</h1>
      <p>{c("check.about")}</p>
      <Field
        id="said"
        label={c("check.field")}
        value={typed}
        wrong={wrong ? c("check.wrong") : undefined}
        onInput={setTyped}
      />
      <Button main onClick={() => onLink(typed.trim())}>
        {c("check")}
      </Button>
    </>
  );
}

interface CheckProps {
  said: string;
  onLink: (said: string | undefined) => void;
}

function Check({ said, onLink }: CheckProps) {
  const found = useLoaded(() => checkTest(said), said);
  if (found.problem?.token === noLink) return <Asked wrong onLink={onLink} />;
  return (
    <>
      <Loaded from={found}>
        {(value) => (value.at === "kept" ? <KeptPart found={value} /> : <CheckedPart found={value} />)}
      </Loaded>
      <Button onClick={() => onLink(undefined)}>{c("again")}</Button>
    </>
  );
}

export default function TestPage() {
  const [said, setSaid] = useState(takeHash);
  useEffect(() => void prepareVoting(), []);
  useEffect(() => {
    /* a second link opened where the first one was */
    const again = () => setSaid((before) => takeHash() ?? before);
    addEventListener("hashchange", again);
    return () => removeEventListener("hashchange", again);
  }, []);
  if (said === undefined) return <Asked onLink={setSaid} />;
  return <Check key={said} said={said} onLink={setSaid} />;
}
