/* Reading a QR code: from what the camera shows, or from a photo. All of it happens on this device.
 * Browsers' own detectors are left out: where they are there, they see the same, and in most they
 * are not. */
import jsQR from "jsqr";
import { useEffect, useState } from "preact/hooks";
import type { OfficeWord } from "../../words/office";

type Drawable = HTMLVideoElement | HTMLImageElement;

const pause = 100; // ms between two looks
const frameSize = 800; // pixels a frame is looked at with, at its longer side
const photoSizes = [800, 1400, 2200]; // a code that is small in the photo needs more of them

const canvas = document.createElement("canvas");
const brush = canvas.getContext("2d", { willReadFrequently: true });

/* The text of the code in a picture of that size, looked at with at most so many pixels. */
function textIn(picture: Drawable, width: number, height: number, most: number): string | undefined {
  const scale = Math.min(1, most / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  if (!brush || canvas.width === 0 || canvas.height === 0) return undefined;
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
  const found = jsQR(data, canvas.width, canvas.height, { inversionAttempts: "dontInvert" });
  return found?.data || undefined;
}

export async function textInPhoto(file: Blob): Promise<string | undefined> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
  } catch {
    return undefined; // no picture
  } finally {
    URL.revokeObjectURL(image.src);
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  for (const most of photoSizes) {
    const text = textIn(image, width, height, most);
    if (text) return text;
  }
  return undefined;
}

/* ---- the camera ---- */

const troubleOf = (error: unknown): OfficeWord =>
  (error as Error).name === "NotAllowedError" ? "scan.denied" : "scan.noCamera";

function ask(): Promise<MediaStream> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const video = { facingMode: { ideal: "environment" }, ...size };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/* Shows the camera and looks at it until the returned function is called, which lets go of it. */
function watch(
  video: HTMLVideoElement,
  onText: (text: string) => void,
  onTrouble: (trouble: OfficeWord) => void,
): () => void {
  let stream: MediaStream | undefined;
  let timer = 0;
  let over = false;
  const end = () => {
    over = true;
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
  };
  const look = () => {
    const text = textIn(video, video.videoWidth, video.videoHeight, frameSize);
    if (text) onText(text);
    if (!over) timer = window.setTimeout(look, pause);
  };
  const begin = async () => {
    try {
      stream = await ask();
      if (over) return end(); // left while the browser asked
      stream.getTracks().forEach((track) => (track.onended = () => onTrouble("scan.noCamera")));
      video.srcObject = stream;
      await video.play();
      if (!over) look();
    } catch (error) {
      if (!over) onTrouble(troubleOf(error));
      end();
    }
  };
  void begin();
  return end;
}

/* Whether the page is in front: another app may want the camera meanwhile. */
function useInFront(): boolean {
  const [inFront, setInFront] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setInFront(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return inFront;
}

/* The camera's picture in `video` while the page is in front; what keeps it away is returned. */
export function useCamera(
  video: { current: HTMLVideoElement | null },
  onText: (text: string) => void,
): OfficeWord | undefined {
  const [trouble, setTrouble] = useState<OfficeWord>();
  const inFront = useInFront();
  useEffect(() => {
    if (!inFront || !video.current) return undefined;
    if (!window.isSecureContext) return setTrouble("scan.insecure");
    if (!("mediaDevices" in navigator)) return setTrouble("scan.noCamera");
    setTrouble(undefined);
    return watch(video.current, onText, setTrouble);
  }, [inFront]);
  return trouble;
}
