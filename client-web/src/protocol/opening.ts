/* A trustee's part in opening a tally. Decrypting anything but the sum of all ballots opens votes, so
 * nothing an archive says is decrypted, only what was summed here, and one tally of an election. */
import { readArchive } from "./archive";
import { b64, utf8 } from "./bytes";
import { digest } from "./digest";
import { refuse } from "./errors";
import {
  g,
  hashPoints,
  mod,
  pointText,
  power,
  type RandomBytes,
  randomScalar,
  readScalar,
} from "./group";
import { readJson } from "./json";
import { proofText } from "./proof";
import { countBallots, type Progress } from "./recount";
import { certificatesHash, type TrusteeFile } from "./setup";
import { readTrustees } from "./trustees";

export interface TrusteePart {
  file: TrusteeFile; // with this tally among those she opened: kept before anything is sent
  decryption: string;
  ballots: number;
  hash: string; // of the tally's event: to be the same for every trustee
}

const fewBallots = 10;

/* The group whose certificates were compared on paper, with the key made from them. */
function isGroup(file: TrusteeFile, item: unknown): boolean {
  const [kind, body] = item as [string, { certs: unknown[]; verification_keys: unknown[] }];
  return (
    kind === "Pedersen" &&
    certificatesHash(body.certs.map((one) => JSON.stringify(one))) === file.compared &&
    JSON.stringify(body.verification_keys[(file.number ?? 0) - 1]) === file.verification_key
  );
}

function agreed(file: TrusteeFile, uuid: string, hash: string): TrusteeFile {
  const opened = file.opened ?? [];
  const before = opened.find((one) => one.uuid === uuid);
  if (before && before.hash !== hash) refuse("other_tally", "");
  return before ? file : { ...file, opened: [...opened, { uuid, hash }] };
}

/* `confirmed`: also where so few voted that the sum may tell how. Throws a ProtocolError: "few" for
 * those, "other_tally" where another tally of this election was opened before, "other_trustees" where
 * the election's trustees are not those of the file; anything else is a defect of the archive. */
export function openTally(
  bytes: Uint8Array,
  file: TrusteeFile,
  confirmed: boolean,
  random: RandomBytes,
  progress: Progress,
): TrusteePart {
  const archive = readArchive(bytes);
  if (archive.result !== undefined) refuse("opened", "/result");
  const items = readJson(archive.trustees, "/trustees") as unknown[];
  const { y } = readTrustees(archive.trustees);
  if (!items.some((item) => isGroup(file, item))) refuse("other_trustees", "/trustees");
  const { election, sums, ballots } = countBallots(archive, progress);
  if (pointText(y) !== election.publicKey) refuse("other_key", "/trustees");
  if (ballots < fewBallots && !confirmed) refuse("few", "");
  const x = readScalar(file.decryption_key ?? "") ?? refuse("not_a_scalar", "/decryption_key");
  const X = power(g, x);
  const prefix = `decrypt|${b64(digest(utf8(archive.election)))}|${pointText(X)}|`;
  const parts = sums.map((row) =>
    row.map(({ alpha }) => {
      const w = randomScalar(random);
      const challenge = hashPoints(prefix, [power(g, w), power(alpha, w)]);
      const factor = `"${pointText(power(alpha, x))}"`;
      return { factor, proof: proofText({ challenge, response: mod(w - x * challenge) }) };
    }),
  );
  const list = (member: "factor" | "proof") =>
    `[${parts.map((row) => `[${row.map((part) => part[member]).join(",")}]`).join(",")}]`;
  return {
    file: agreed(file, election.uuid, archive.tallyEvent),
    decryption: `{"decryption_factors":${list("factor")},"decryption_proofs":${list("proof")}}`,
    ballots,
    hash: archive.tallyEvent,
  };
}
