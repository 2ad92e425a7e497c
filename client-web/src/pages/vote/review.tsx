/* The one screen between choosing and casting: what will be sealed, in large letters. */
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../../api/api";
import type { Election } from "../../protocol/election";
import { Button } from "../../parts/button";
import { Chosen } from "../../parts/chosen";
import { Folded } from "../../parts/folded";
import { grouped } from "../../parts/grouped";
import { Said } from "../../parts/said";
import { WhatFailed } from "../../parts/tried";
import { t } from "../../words/words";
import type { Marks } from "./paper";
import type { TestProps } from "./test";

interface ReviewProps {
  election: Election;
  marks: readonly Marks[];
  sealed: Promise<string>;
  problem: Problem | undefined; // why it could not be sealed
  onChange: () => void;
  onConfirm: () => Promise<void>;
  test: Omit<TestProps, "hash">;
}

/* Fetched before it is needed: in the booth nothing is asked of the network. */
export const loadTest = () => import("./test");

/* The number of what is sealed; what fails there is said when she confirms. */
function useNumber(sealed: Promise<string>): string | undefined {
  const [hash, setHash] = useState<string>();
  useEffect(() => {
    let left = false;
    setHash(undefined);
    sealed.then((value) => left || setHash(value)).catch(() => undefined);
    return () => {
      left = true;
    };
  }, [sealed]);
  return hash;
}

export function Review({ election, marks, sealed, problem, onChange, onConfirm, test }: ReviewProps) {
  const hash = useNumber(sealed);
  return (
    <>
      <h1 tabIndex={-1}>{t("vote.review")}</h1>
      <Chosen election={election} marks={marks} />
      <Said kind="plain">
        <p>{t("vote.review.about")}</p>
      </Said>
      <WhatFailed problem={problem} />
      <Button main onClick={onConfirm}>
        {t("vote.confirm")}
      </Button>
      <Button onClick={onChange}>{t("vote.change")}</Button>
      {/* said to everybody: whoever would only say it to those who ask knows who tests */}
      <p class="quiet">{hash && t("vote.number", { number: grouped(hash) })}</p>
      <Folded title={t("vote.test")} load={loadTest} props={{ ...test, hash }} />
    </>
  );
}
