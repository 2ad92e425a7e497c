/* What a camera of Chromium's shows: a film made here, of a code printed on paper. */
import { createRequire } from "node:module";
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const client = createRequire(new URL("../../client-web/package.json", import.meta.url));
const { correction, generate } = client("lean-qr");

const [width, height] = [640, 480];
const folder = mkdtempSync(join(tmpdir(), "gongyi-camera-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const film = join(folder, "film.y4m");
const file = openSync(film, "w");

/* `trusted`: the origin counts as one that has a camera, as if it were https. */
export const cameraFlags = (trusted) => [
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${film}`,
  `--unsafely-treat-insecure-origin-as-secure=${trusted}`,
];

/* Dark modules as "x,y", from the lines of a code that our pages drew. */
function drawn(path) {
  return new Set([...path.matchAll(/M(\d+),(\d+)h1/g)].map(([, x, y]) => `${x},${y}`));
}

/* The same of any text, as another program would print it; four modules of quiet around. */
function printedBy(text) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const dark = new Set();
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) dark.add(`${x + 4},${y + 4}`);
  return { dark, size: code.size + 8 };
}

/* Grey of a sheet of that many modules, held askew before the camera. */
function frame({ dark, size }) {
  const grey = Buffer.alloc(width * height, 110);
  const [cos, sin] = [Math.cos(0.2), Math.sin(0.2)];
  const module = (height * 0.75) / size;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const u = Math.floor((dx * cos + dy * sin) / module + size / 2);
      const v = Math.floor((dy * cos - dx * sin) / module + size / 2);
      if (u < 0 || v < 0 || u >= size || v >= size) continue;
      grey[y * width + x] = dark.has(`${u},${v}`) ? 40 : 225;
    }
  return grey;
}

/* Holds a sheet before the camera: the film is changed where it is, as it runs. */
function show(sheet) {
  const color = Buffer.alloc((width * height) / 2, 128);
  const one = Buffer.concat([Buffer.from("FRAME\n"), frame(sheet), color]);
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  writeSync(file, Buffer.concat([header, one, one]), 0, undefined, 0);
}

export const showText = (text) => show(printedBy(text));
export const showSheet = (path, size) => show({ dark: drawn(path), size });
export const showNothing = () => show({ dark: new Set(), size: 20 });
