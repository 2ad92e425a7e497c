/* The client's protocol without its worker, built for Node.js. */
import { createRequire } from "node:module";

const client = createRequire(new URL("../../client-web/package.json", import.meta.url));
const built = "build/client/test/protocol.mjs";
await client("esbuild").build({
  entryPoints: ["client-web/src/protocol/index.ts"],
  outfile: built,
  bundle: true,
  format: "esm",
  logLevel: "warning",
});
export const protocol = await import(new URL(`../../${built}`, import.meta.url));
