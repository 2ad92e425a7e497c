/* The camera held over a slip or a voter card. A paper of ours ends it; another is named, and the
 * camera stays open for the right one. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button";
import { Said } from "../../parts/said";
import { o } from "../../words/office";
import { textInPhoto, useCamera } from "./camera";
import { type Paper, type Read, readPaper, type Wrong } from "./paper";

interface ScannerProps {
  onRead: (paper: Paper) => void;
  onClose: () => void;
}

const notFound: Wrong = { wrong: "scan.notFound" };

function Photo({ onText }: { onText: (text: string | undefined) => void }) {
  const [busy, setBusy] = useState(false);
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    const text = await textInPhoto(file);
    input.value = ""; // the same photo may be chosen again
    setBusy(false);
    onText(text);
  };
  return (
    <label class="field">
      {o(busy ? "scan.reading" : "scan.photo")}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        onChange={(event) => void read(event.currentTarget)}
      />
    </label>
  );
}

export default function Scanner({ onRead, onClose }: ScannerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [wrong, setWrong] = useState<Wrong>();
  const take = (read: Read) => ("paper" in read ? onRead(read.paper) : setWrong(read));
  const trouble = useCamera(video, (text) => take(readPaper(text)));
  return (
    <section class="card">
      <h2>{o("scan.title")}</h2>
      {trouble ? (
        <Said kind="warn" live>
          <p>{o(trouble)}</p>
        </Said>
      ) : (
        <p>{o("scan.how")}</p>
      )}
      <video
        ref={video}
        class="camera"
        hidden={Boolean(trouble)}
        playsInline
        muted
        aria-label={o("scan.view")}
      />
      {wrong && (
        <Said kind="bad" live>
          <p>{o(wrong.wrong, { host: wrong.host ?? "" })}</p>
        </Said>
      )}
      <Photo onText={(text) => take(text ? readPaper(text) : notFound)} />
      <Button onClick={onClose}>{o("scan.close")}</Button>
    </section>
  );
}
