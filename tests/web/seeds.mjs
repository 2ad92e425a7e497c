/* The client's ballots beside those of the C code: each makes again what the other revealed. Reads
 * test ballots, prints some of its own. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { protocol as p } from "./bundle.mjs";

const { folder, texts, count } = JSON.parse(process.argv[2]);
const json = readFileSync(new URL(`../vectors/${folder}/election.json`, import.meta.url), "utf8").trim();
const election = p.readElection(json);

for (const text of texts) assert.equal(p.remake(json, text).hash, p.readRevealed(text).hash, text);

const below = (n) => p.systemRandom(1)[0] % n; /* small n: fair enough */

/* Any allowed marks. */
function marked({ answers, blank, min, max }) {
  if (blank && below(3) === 0) return { chosen: [], blank: true };
  const order = answers.map((_, i) => i).sort(() => below(2) - 0.5);
  const chosen = order.slice(0, min + below(max - min + 1));
  return { chosen: chosen.sort((a, b) => a - b), blank: false };
}

for (let i = 0; i < count; i++) {
  const credential = p.newCredential(p.systemRandom);
  const request = { election: json, credential, marks: election.questions.map(marked) };
  console.log(p.revealHeld(p.hold(request, p.systemRandom)));
}
