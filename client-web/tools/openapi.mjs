/* Puts the service's description of itself where the client's types are made from it: what
 * `gongyi openapi` prints, a member a line. */
import { readFileSync, writeFileSync } from "node:fs";

const document = JSON.parse(readFileSync(0, "utf8"));
writeFileSync("client-web/src/api/openapi.json", `${JSON.stringify(document, null, 1)}\n`);
