/* The camera held over a code. One that is meant ends it; another is named, and the camera stays open
 * for the right one. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../../parts/button";
import { Said } from "../../parts/said";
import { o } from "../../words/office";
import { textInPhoto, useCamera } from "./camera";

/* What a code says to who asked for it, or why it says nothing, in words. */
export type Read<T> = { read: T } | { wrong: string };

interface ScannerProps<T> {
  title?: string;
  how: string;
  read: (text: string) => Read<T>;
  onRead: (what: T) => void;
  onClose: () => void;
}

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

export function CodeScanner<T>({ title, how, read, onRead, onClose }: ScannerProps<T>) {
  const video = useRef<HTMLVideoElement>(null);
  const [wrong, setWrong] = useState<string>();
  const take = (text: string | undefined) => {
    const found = text ? read(text) : { wrong: o("scan.notFound") };
    return "read" in found ? onRead(found.read) : setWrong(found.wrong);
  };
  const trouble = useCamera(video, take);
  return (
    <section class="card">
      {title && <h2>{title}</h2>}
      {trouble ? (
        <Said kind="warn" live>
          <p>{o(trouble)}</p>
        </Said>
      ) : (
        <p>{how}</p>
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
          <p>{wrong}</p>
        </Said>
      )}
      <Photo onText={take} />
      <Button onClick={onClose}>{o("scan.close")}</Button>
    </section>
  );
}
