/* A trustee's key file on this phone: kept in its storage, saved out of it, and brought back from a
 * file that this page or `gongyi trustee` saved. */
import type { TrusteeFile } from "../../protocol/setup";
import { Button } from "../../parts/button";
import { save } from "../../parts/save";
import { useTried, WhatFailed } from "../../parts/tried";
import { Problem } from "../../api/api";
import { get, put } from "../../store/db";
import { t } from "../../words/words";

export const keptFile = (election: string) => get("trustees", election);

export const keepFile = (file: TrusteeFile) => put("trustees", String(file.election), file);

function readFile(text: string, election: string): TrusteeFile {
  try {
    const file = JSON.parse(text) as Partial<TrusteeFile> | null;
    if (typeof file?.seed === "string" && String(file.election) === election)
      return file as TrusteeFile;
  } catch {
    /* said below */
  }
  throw new Problem("file", t("trustee.file.wrong"));
}

export function SaveFile({ file }: { file: TrusteeFile }) {
  const name = `trustee-${file.election}-${file.number ?? ""}.json`;
  return <Button onClick={() => save(name, file)}>{t("trustee.save")}</Button>;
}

interface BringFileProps {
  election: string;
  onFile: (file: TrusteeFile) => void;
}

export function BringFile({ election, onFile }: BringFileProps) {
  const { problem, start } = useTried(async (chosen?: File) => {
    if (!chosen) return;
    const file = readFile(await chosen.text(), election);
    await keepFile(file);
    onFile(file);
  });
  return (
    <>
      <WhatFailed problem={problem} />
      <label class="field">
        {t("trustee.bring")}
        <input
          type="file"
          accept=".json,.key,.secret"
          onChange={(event) => void start(event.currentTarget.files?.[0])}
        />
      </label>
    </>
  );
}
