/* A candidate's photo. Whatever picture is chosen, what leaves this device is drawn anew: small,
 * upright, and without what a camera writes into its files. */
import { useState } from "preact/hooks";
import { api, asked, Problem } from "../../api/api";
import { Button } from "../../parts/button";
import { Act } from "../../parts/form";
import { Photo } from "../../parts/photo";
import { useTried, WhatFailed } from "../../parts/tried";
import { o } from "../../words/office";
import type { SchemaCandidateView } from "#schema";

const width = 240;
const height = 320;
const quality = 0.8;

function opened(file: File): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    const url = URL.createObjectURL(file);
    const done = (end: () => void) => () => {
      URL.revokeObjectURL(url);
      end();
    };
    image.onload = done(() => resolve(image));
    image.onerror = done(() => reject(new Problem("photo", o("photo.unreadable"))));
    image.src = url;
  });
}

/* The middle of the picture, at the size it is shown. */
async function drawn(file: File): Promise<Blob> {
  const image = await opened(file);
  const scale = Math.max(width / image.naturalWidth, height / image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Problem("photo", o("photo.unreadable"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Problem("photo", o("photo.unreadable")))),
      "image/jpeg",
      quality,
    ),
  );
}

const at = "/v1/elections/{election_id}/candidates/{candidate_id}/photo";

async function send(path: { election_id: string; candidate_id: string }, photo: Blob): Promise<void> {
  await asked(
    api.PUT(at, {
      params: { path, query: { consent: true } },
      body: photo as unknown as Record<string, never>,
      bodySerializer: () => photo,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}

interface Props {
  election: string;
  candidate: SchemaCandidateView;
  again: () => Promise<void>;
}

function Choose({ election, candidate, again }: Props) {
  const [agreed, setAgreed] = useState(false);
  const [file, setFile] = useState<File>();
  const path = { election_id: election, candidate_id: candidate.id };
  const { problem, start } = useTried(async () => {
    if (!file) return;
    await send(path, await drawn(file));
    await again();
  });
  return (
    <>
      <label class="choice">
        <input
          type="checkbox"
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        <span>{o("photo.consent", { name: candidate.name })}</span>
      </label>
      {agreed && (
        <>
          <label class="field">
            {o("photo.choose")}
            <input
              type="file"
              accept="image/*"
              onChange={(event) => setFile(event.currentTarget.files?.[0])}
            />
          </label>
          <WhatFailed problem={problem} />
          {file && (
            <Button main onClick={start}>
              {o("photo.send")}
            </Button>
          )}
        </>
      )}
    </>
  );
}

export default function PhotoPart(props: Props) {
  const { election, candidate, again } = props;
  const remove = async () => {
    const path = { election_id: election, candidate_id: candidate.id };
    await asked(api.DELETE(at, { params: { path } }));
    await again();
  };
  if (!candidate.photo) return <Choose {...props} />;
  return (
    <>
      <Photo election={election} candidate={candidate} />
      <Act act={remove}>{o("photo.remove")}</Act>
    </>
  );
}
