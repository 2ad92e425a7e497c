/* The client built once more, in another folder from a copy of its sources, is the one in the
 * program: byte for byte, the compressed forms too. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const here = resolve(".");
const copy = mkdtempSync(join(tmpdir(), "gongyi-client-"));

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}

try {
  cpSync("client-web", join(copy, "client-web"), {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  symlinkSync(join(here, "client-web/node_modules"), join(copy, "client-web/node_modules"));
  const run = (folder, ...command) =>
    execFileSync(process.execPath, command, { cwd: join(copy, folder), stdio: "pipe" });
  run("client-web", "node_modules/vite/bin/vite.js", "build", "--logLevel", "error");
  run(".", "client-web/tools/pack.mjs");
  const parts = ["files", "packed"].flatMap((part) =>
    filesIn(join(here, "build/client", part)).map((file) => join(part, file)),
  );
  for (const file of [...parts, "assets.c"]) {
    const [first, again] = [here, copy].map((root) => readFileSync(join(root, "build/client", file)));
    if (!first.equals(again)) throw new Error(`${file} differs`);
  }
  if (parts.length < 20) throw new Error(`only ${parts.length} files`);
} finally {
  rmSync(copy, { recursive: true });
}
