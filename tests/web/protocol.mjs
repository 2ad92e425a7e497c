/* The client's protocol beside known answers that other programs made, and beside what must be
 * refused. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { protocol as p } from "./bundle.mjs";

const vector = (name) =>
  readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8");
const refused = (run, token) =>
  assert.throws(run, (error) => error instanceof p.ProtocolError && (!token || error.token === token));
let passed = 0;
function test(name, run) {
  try {
    run();
    passed++;
  } catch (error) {
    console.error(`FAIL ${name}`);
    throw error;
  }
}

const known = JSON.parse(vector("election-basic/vectors.json"));

test("points and scalars have one text", () => {
  const { group, point_encoding: point } = known;
  assert.equal(p.q, BigInt(group.q));
  assert.equal(p.pointText(p.g), group.g);
  assert.equal(p.pointText(p.readPoint(point.printed_by_belenios)), point.printed_by_belenios);
  assert.equal(p.readPoint(point.identity_printed), undefined);
  assert.ok(p.readPoint(point.identity_printed, true));
  for (const text of ["", "00", group.g.toUpperCase() + "0", group.g.replace("6", "g"), "f".repeat(64)])
    assert.equal(p.readPoint(text), undefined, text);
  /* of order 8, and of order 2q */
  assert.equal(
    p.readPoint("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    undefined,
  );
  const mixed = p.g.add(p.readPoint(group.g).constructor.fromHex(
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
  assert.equal(p.readPoint(p.pointText(mixed)), undefined);
  assert.equal(p.readScalar(group.q), undefined);
  assert.equal(p.readScalar(String(p.q - 1n)), p.q - 1n);
  for (const text of ["", "01", "-1", "1e3", " 1", "1".repeat(78)])
    assert.equal(p.readScalar(text), undefined, text);
});

test("base64 has one spelling", () => {
  for (const text of ["", "AA==", "AQ", "+/8=", "SGVsbG8"]) assert.ok(p.unbase64(text), text);
  for (const text of ["A", "AB", "AA=", "A A=", "-_8", "AAAA=", "AA==="])
    assert.equal(p.unbase64(text), undefined, text);
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(p.unbase64(p.base64(bytes)), bytes);
  assert.equal(p.base64(bytes), Buffer.from(bytes).toString("base64"));
  assert.equal(p.hex(p.unhex("00ff10")), "00ff10");
  assert.equal(p.unhex("0F"), undefined);
});

test("a credential becomes the key that Belenios makes of it", () => {
  const { uuid, private: text, scalar, public: half } = known.credential;
  const key = p.deriveKey(uuid, text);
  assert.equal(key.secret, BigInt(scalar));
  assert.equal(p.pointText(key.point), half);
  assert.deepEqual(p.publicHalves([uuid], text), [half]);
});

test("a credential is recognised however it is typed", () => {
  const exact = known.credential.private;
  for (const typed of [exact, exact.replaceAll("-", ""), ` ${exact.replaceAll("-", " ")} `, exact.replaceAll("-", "—")])
    assert.equal(p.normalizeCredential(typed), exact);
  for (const typed of ["", exact.slice(1), `${exact}a`, exact.replace("5", "0"), exact.replace("L", "l")])
    assert.equal(p.normalizeCredential(typed), undefined, typed);
  const made = p.newCredential(p.systemRandom);
  assert.equal(p.normalizeCredential(made), made);
});

test("a card's address gives the key, and the number to those who want no key", () => {
  const key = known.credential.private;
  assert.deepEqual(p.readCard(p.cardFragment(key, 12)), { credential: key, number: 12 });
  assert.deepEqual(p.readCard(key), { credential: key, number: undefined });
  for (const wrong of ["0", "-1", "1e3", "99999999999", "x", ""])
    assert.deepEqual(p.readCard(`${key}.${wrong}`), { credential: key, number: undefined });
  assert.deepEqual(p.readCard("anything.12"), { credential: undefined, number: 12 });
});

test("an election is read from its exact text", () => {
  const text = vector("election-basic/election.json").trim();
  const election = p.readElection(text);
  assert.equal(election.uuid, known.credential.uuid);
  assert.equal(p.b64(p.digest(p.utf8(text))), known.election_hash.phi);
  refused(() => p.readElection(text.slice(1)), "not_json");
  refused(() => p.readElection(text.replace('"version":1', '"version":2')), "other_version");
  refused(() => p.readElection(text.replace("Ed25519", "BELENIOS-2048")), "other_group");
  refused(() => p.readElection(text.replace('"uuid"', '"extra":1,"uuid"')), "unknown_member");
  refused(() => p.readElection(text.replace(/"max":\d+/, '"max":9')), "impossible_limits");
  refused(() => p.readElection(text.replace(/"max":\d+/, '"max":-1')), "not_a_number");
  refused(() => p.readElection(text.replace(/"questions":\[.*\]/, '"questions":[]')), "not_a_list");
});

test("marks that the paper does not allow are not sealed", () => {
  const text = vector("election-basic/election.json").trim();
  const election = p.readElection(text);
  const [first] = election.questions;
  const rest = election.questions.slice(1).map(() => ({ chosen: [0], blank: false }));
  const all = first.answers.map((_, i) => i);
  for (const marks of [
    { chosen: [first.answers.length], blank: false },
    { chosen: [-1], blank: false },
    { chosen: [0, 0], blank: false },
    { chosen: [0], blank: true },
    { chosen: all.slice(0, first.max + 1).concat(all.length === first.max ? [0] : []), blank: false },
  ])
    refused(
      () => p.seal(text, election, known.credential.private, [marks, ...rest], p.systemRandom),
      "wrong_marks",
    );
  refused(() => p.seal(text, election, known.credential.private, [], p.systemRandom), "wrong_marks");
});

/* ---- a ballot's seed, and the test of a phone ---- */

const paper = vector("election-basic/election.json").trim();
const small = p.readElection(paper);
const marks = [{ chosen: [1], blank: false }, { chosen: [0], blank: false }];
const tests = JSON.parse(vector("test-ballot/vectors.json"));

test("a seed's stream is known", () => {
  const seed = p.unhex(tests.seed);
  const stream = p.seeded(seed);
  for (const block of tests.blocks) assert.equal(p.hex(stream(64)), block);
  const scalars = p.seeded(seed);
  for (const scalar of tests.scalars) assert.equal(String(p.randomScalar(scalars)), scalar);
  const [first, second] = tests.blocks;
  assert.equal(p.hex(p.seeded(seed)(65)), first + second.slice(0, 2));
});

test("known test ballots are made again", () => {
  for (const { text, hash, votes } of tests.ballots) {
    const made = p.remake(paper, text);
    assert.equal(made.hash, hash);
    assert.equal(p.valuesOfAll(small, made.marks).flat().join(""), votes);
    const revealed = p.readRevealed(`https://gongyi.test/test#${text}`);
    assert.equal(p.revealedText(revealed), text);
    assert.equal(revealed.hash, hash);
  }
});

test("other choices, another seed or credential make another ballot", () => {
  const { text, hash } = tests.ballots[0];
  const revealed = p.readRevealed(text);
  const remade = (change) => p.remake(paper, p.revealedText({ ...revealed, ...change })).hash;
  assert.equal(remade({}), hash);
  assert.notEqual(remade({ bits: Uint8Array.of(0b10001000) }), hash);
  assert.notEqual(remade({ seed: revealed.seed.map((byte) => byte ^ 1) }), hash);
  assert.notEqual(remade({ credential: p.pointText(p.g) }), hash);
  refused(() => remade({ credential: "f".repeat(64) }), "not_an_element");
  refused(() => remade({ bits: Uint8Array.of(0b00001000) }), "wrong_marks");
  refused(() => remade({ bits: Uint8Array.of(0b01001010) }), "not_revealed");
  refused(() => remade({ bits: Uint8Array.of(0b01001000, 0) }), "not_revealed");
  refused(() => p.remake(vector("election-threshold/election.json").trim(), text), "other_election");
});

test("a test ballot's text is read in its one form", () => {
  const { text } = tests.ballots[0];
  const [version, round, hash, rest] = text.split(".");
  assert.deepEqual(p.readRevealed(`${version}.${round}.${hash}`), { round, hash: tests.ballots[0].hash });
  for (const wrong of [
    "", "hello", "1", `1.${round}`, `2.${round}.${hash}.${rest}`, `${text}.`, `${text} `, ` ${text}`,
    `1.${round}.`, `1.${round}.${hash}A`, `1.${round}.${hash}=.${rest}`, `1.${round}.${hash}.`,
    `1.${round}.${hash}.${hash}`, `1.${round}.${hash}.${rest.replace("_", "/")}+`, `1.../x.${hash}`,
  ])
    refused(() => p.readRevealed(wrong), "not_revealed");
  refused(() => p.remake(paper, `${text}A`), "not_revealed");
  refused(() => p.remake(paper, `1.${round}.${hash}`), "not_revealed");
});

test("a held ballot is cast or revealed, once, and never both", () => {
  const credential = known.credential.private;
  const request = { election: paper, credential, marks };
  const booth = { election: small, phi: p.b64(p.digest(p.utf8(paper))), y: p.readPoint(small.publicKey) };
  let seed;
  const watched = (n) => (seed = p.systemRandom(n));

  const first = p.hold(request, watched);
  refused(() => p.castHeld("0".repeat(64), p.systemRandom), "nothing_held");
  assert.ok(seed.some((byte) => byte));
  const cast = p.castHeld(first, p.systemRandom);
  assert.ok(seed.every((byte) => byte === 0), "a cast ballot's seed is kept");
  assert.equal(cast.fingerprint, p.hex(p.digest(p.utf8(cast.text))));
  p.checkBallot(booth, cast.text);
  assert.equal(JSON.parse(cast.text).signature.hash, p.b64(p.unhex(first)));
  refused(() => p.revealHeld(first), "nothing_held");
  refused(() => p.castHeld(first, p.systemRandom), "nothing_held");

  const second = p.hold(request, watched);
  assert.notEqual(second, first);
  const text = p.revealHeld(second);
  assert.ok(seed.every((byte) => byte === 0), "a revealed ballot's seed is kept");
  assert.deepEqual(p.remake(paper, text), { hash: second, marks });
  assert.ok(!text.includes(credential));
  refused(() => p.castHeld(second, p.systemRandom), "nothing_held");
  refused(() => p.revealHeld(second), "nothing_held");

  /* what is sealed anew, or fails to be, takes the place of what was held */
  const third = p.hold(request, watched);
  const before = seed;
  refused(() => p.hold({ ...request, marks: [] }, watched), "wrong_marks");
  assert.ok(before.every((byte) => byte === 0));
  refused(() => p.castHeld(third, p.systemRandom), "nothing_held");
});

test("a signature's randomness is no seed's", () => {
  const seed = new Uint8Array(32).fill(7);
  const half = p.publicHalves([small.uuid], known.credential.private)[0];
  const unsigned = p.sealUnsigned(paper, small, half, marks, p.seeded(seed));
  assert.deepEqual(unsigned, p.sealUnsigned(paper, small, half, marks, p.seeded(seed)));
  const { secret } = p.deriveKey(small.uuid, known.credential.private);
  assert.notEqual(p.sign(unsigned, secret, p.systemRandom).text, p.sign(unsigned, secret, p.systemRandom).text);
});

test("statements are opened by their key and kind alone", () => {
  const signer = p.newSigner(p.systemRandom(32));
  const other = p.newSigner(p.systemRandom(32));
  const envelope = p.signStatement("session", '{"a":"桥东"}', signer);
  assert.equal(p.openStatement(envelope, "session", signer.public), '{"a":"桥东"}');
  refused(() => p.openStatement(envelope, "receipt", signer.public), "other_kind");
  refused(() => p.openStatement(envelope, "session", other.public), "bad_signature");
  refused(() => p.openStatement("{", "session", signer.public), "not_json");
  refused(() => p.openStatement("null", "session", signer.public), "other_kind");
  const changed = JSON.parse(envelope);
  changed.payload = p.base64(p.utf8('{"a":"桥西"}'));
  refused(() => p.openStatement(JSON.stringify(changed), "session", signer.public), "bad_signature");
  refused(
    () => p.openStatement(JSON.stringify({ ...changed, signatures: [] }), "session", signer.public),
    "bad_signature",
  );
});

/* RFC 6962 section 2.1.3's tree, as the C tests have it. */
const tree = vector("merkle.txt").split("\n").map((line) => line.split(" "));
const entries = tree.filter(([word]) => word === "entry").map(([, text]) => text === "-" ? new Uint8Array() : p.unhex(text));
const roots = new Map(tree.filter(([word]) => word === "root").map(([, size, root]) => [Number(size), root]));
const bytes = (texts) => texts.map((text) => p.unhex(text));
const lines = (texts) => bytes(texts).map(p.base64);

test("inclusion and consistency are proved as in the reference tree", () => {
  let n = 0;
  for (const [word, a, b, ...path] of tree) {
    if (word === "inclusion") {
      const [index, size] = [Number(a), Number(b)];
      const head = { size, root: roots.get(size) };
      const leaf = p.leafHash(entries[index]);
      p.checkInclusion(leaf, index, head, bytes(path));
      refused(() => p.checkInclusion(leaf, index + 1, head, bytes(path)), "bad_proof");
      refused(() => p.checkInclusion(leaf, index, head, bytes([...path, roots.get(1)])), "bad_proof");
      if (path.length) refused(() => p.checkInclusion(leaf, index, head, bytes(path.slice(1))), "bad_proof");
      refused(() => p.checkInclusion(leaf, index, { size, root: roots.get(0) }, bytes(path)), "bad_proof");
      n++;
    }
    if (word === "consistency") {
      const [from, to] = [a, b].map((size) => ({ size: Number(size), root: roots.get(Number(size)) }));
      p.checkConsistency(from, to, lines(path));
      if (from.size < to.size) refused(() => p.checkConsistency({ ...from, root: roots.get(0) }, to, lines(path)), "bad_proof");
      refused(() => p.checkConsistency(from, { ...to, root: roots.get(0) }, lines(path)), "bad_proof");
      refused(() => p.checkConsistency(from, to, lines([...path, roots.get(1)])), "bad_proof");
      n++;
    }
  }
  assert.ok(n >= 8);
  refused(() => p.checkConsistency({ size: 3, root: roots.get(3) }, { size: 2, root: roots.get(2) }, []), "shrunk");
});

/* ---- openings that belenios-tool made ---- */

function opening(name) {
  const read = (file) => vector(`${name}/${file}`).trimEnd();
  const [encryptedTally, sized] = read("encrypted_tally.out").split("\n");
  const decryptions = readdirSync(new URL(`../vectors/${name}/`, import.meta.url))
    .filter((file) => /^pd\.\d\.out$/.test(file))
    .map((file) => read(file).split("\n"))
    .map(([text, owned]) => ({ owner: JSON.parse(owned).owner, text }));
  const [election, trustees, result] = ["election", "trustees", "result"].map((one) => read(`${one}.json`));
  return { election, trustees, encryptedTally, sized, decryptions, result };
}

/* Every place of a JSON value that holds a text or a number. */
function places(value, at = []) {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([name, one]) => places(one, [...at, name]));
}

/* The same JSON with another value at one place: still of its form, but not what it was. */
function changed(json, at) {
  const value = JSON.parse(json);
  const last = at.at(-1);
  const parent = at.slice(0, -1).reduce((one, name) => one[name], value);
  const before = parent[last];
  parent[last] =
    typeof before === "number" ? before + 1
    : typeof before !== "string" ? !before
    : /^[0-9a-f]{64}$/.test(before) ? p.pointText(p.g)
    : /^\d+$/.test(before) ? String(p.mod(BigInt(before) + 1n))
    : `${before} `;
  return JSON.stringify(value);
}

for (const name of ["election-basic", "election-threshold"]) {
  const whole = opening(name);
  const result = JSON.parse(whole.result).result;

  test(`${name}: the result is what the trustees opened`, () => {
    const opened = p.checkOpening(whole);
    assert.deepEqual(opened.votes, result);
    assert.equal(opened.ballots, JSON.parse(whole.sized).num_tallied);
  });

  test(`${name}: nothing in it can be changed`, () => {
    for (const document of ["trustees", "encryptedTally", "sized", "result"])
      for (const at of places(JSON.parse(whole[document])))
        refused(() => p.checkOpening({ ...whole, [document]: changed(whole[document], at) }));
    whole.decryptions.forEach(({ owner, text }, index) => {
      const others = whole.decryptions.filter((_, other) => other !== index);
      const refusedWith = (decryption) =>
        refused(() => p.checkOpening({ ...whole, decryptions: [...others, decryption] }));
      for (const at of places(JSON.parse(text))) refusedWith({ owner, text: changed(text, at) });
      refusedWith({ owner: owner + 10, text });
      refusedWith({ owner: owner === 1 ? 2 : 1, text });
      refused(() => p.checkOpening({ ...whole, decryptions: others }), "too_few");
      refused(
        () => p.checkOpening({ ...whole, decryptions: [...whole.decryptions, { owner, text }] }),
        "twice",
      );
    });
    refused(() => p.checkOpening({ ...whole, election: whole.election.replace("name", "Name") }));
    refused(() => p.checkOpening({ ...whole, election: whole.election.replace("xample", "sample") }));
  });

  test(`${name}: a result that only moves votes is refused`, () => {
    const [[a, b, ...rest], ...others] = result;
    const moved = JSON.stringify({ result: [[b + 1, a - 1, ...rest], ...others] });
    refused(() => p.checkOpening({ ...whole, result: moved }), "other_result");
  });
}

/* ---- a threshold set-up of three trustees of this code ---- */

/* What a service shows trustee `number` of what everybody announced. */
const shown = (said, number) => ({
  threshold: 2,
  number,
  rows: said.map(({ shares, ...row }) => ({ ...row, sealed: shares?.[number - 1] })),
});

function announce(said, { step, file }, i) {
  const { certificate, box_key, box_signature, polynomial, agreement, shares, verification_key } = file;
  if (step === "certificate") said[i] = { ...said[i], certificate, box_key, box_signature };
  if (step === "commitment") said[i] = { ...said[i], polynomial, agreement, shares };
  if (step === "key") said[i] = { ...said[i], verification_key };
}

function setUp() {
  const said = [{}, {}, {}];
  const files = said.map(() => p.newTrusteeFile(7, p.systemRandom));
  const steps = [[], [], []];
  for (let turn = 0; turn < 6; turn++)
    files.forEach((file, i) => {
      const next = p.setupNext(file, shown(said, i + 1), true, p.systemRandom);
      files[i] = next.file;
      steps[i].push(next.step);
      announce(said, next, i);
    });
  return { said, files, steps };
}

const made = setUp();

test("three trustees make a key of which two have what it takes", () => {
  for (const steps of made.steps) {
    assert.deepEqual(steps.filter((step) => step !== "wait").slice(0, 4), ["certificate", "compare", "commitment", "key"]);
    assert.equal(steps.at(-1), "ready");
  }
  const { said, files } = made;
  const list = (member) => said.map((row) => row[member]).join(",");
  const trustees = p.readTrustees(
    `[["Pedersen",{"threshold":2,"certs":[${list("certificate")}],"coefexps":[${list("polynomial")}],` +
      `"signatures":[${list("agreement")}],"verification_keys":[${list("verification_key")}]}]]`,
  );
  const shares = [0, 2].map((i) => [i + 1, p.power(p.g, BigInt(files[i].decryption_key))]);
  assert.ok(p.interpolate(new Map(shares)).equals(trustees.y));
});

test("what others announced is checked, and what one said oneself must come back", () => {
  const { said, files } = made;
  const fresh = (member) => ({ ...files[0], verification_key: undefined, ...member });
  const without = said.map(({ verification_key: _, ...row }) => row);
  const attempt = (rows, file = fresh()) => () =>
    p.setupNext(file, shown(rows, 1), true, p.systemRandom);
  const other = (i, change) => without.map((row, k) => (k === i ? { ...row, ...change } : row));
  assert.equal(attempt(without)().step, "key");
  for (const member of ["certificate", "box_key", "box_signature", "polynomial", "agreement"]) {
    refused(attempt(other(1, { [member]: without[2][member] })));
    refused(attempt(other(0, { [member]: without[2][member] })));
  }
  refused(attempt(other(1, { shares: without[2].shares })), "share");
  refused(attempt(other(1, { shares: ["AAAA", "AAAA", "AAAA"] })), "share");
  refused(attempt(said, fresh()), "setup_begun");
  refused(attempt(without, fresh({ compared: "0".repeat(64) })), "setup_begun");
  const early = without.map(({ polynomial: _, agreement: __, shares: ___, ...row }) => row);
  const { file } = p.setupNext(p.newTrusteeFile(7, p.systemRandom), shown([{}, early[1], early[2]], 1), true, p.systemRandom);
  assert.equal(file.compared, undefined);
});

/* ---- an archive of those three, as somebody would put it together who can write archives ---- */

const hashOf = (text) => p.hex(p.digest(p.utf8(text)));
const time = "14000000000"; /* octal */

function member(name, body) {
  const bytes = p.utf8(body);
  const header = new Uint8Array(512);
  const put = (at, text) => header.set(p.utf8(text), at);
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, bytes.length.toString(8).padStart(11, "0"));
  put(136, time);
  put(148, "        ");
  put(156, "0");
  put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
  return p.joined(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
}

/* Events as [type, …records], each with the hash of its last record. */
function written(events) {
  const parts = [member("BELENIOS", `{"version":1,"timestamp":"${parseInt(time, 8)}"}`)];
  let parent = "";
  events.forEach(([type, ...records], height) => {
    for (const record of records) parts.push(member(`${hashOf(record)}.data.json`, record));
    const payload = records.length ? `,"payload":"${hashOf(records.at(-1))}"` : "";
    const event = `{${parent && `"parent":"${parent}",`}"height":${height},"type":"${type}"${payload}}`;
    parent = hashOf(event);
    parts.push(member(`${parent}.event.json`, event));
  });
  return p.joined(...parts);
}

const list = (member) => made.said.map((row) => row[member]).join(",");
const trusteesText =
  `[["Pedersen",{"threshold":2,"certs":[${list("certificate")}],"coefexps":[${list("polynomial")}],` +
  `"signatures":[${list("agreement")}],"verification_keys":[${list("verification_key")}]}]]`;
const y = p.pointText(p.readTrustees(trusteesText).y);
const electionText =
  `{"version":1,"description":"","name":"x","group":"Ed25519","public_key":"${y}",` +
  `"questions":[{"answers":["a","b"],"blank":true,"min":1,"max":1,"question":"q"}],"uuid":"${known.credential.uuid}"}`;
const secrets = Array.from({ length: 3 }, () => p.newCredential(p.systemRandom));
const [half, ...halves] = secrets.map((secret) => p.publicHalves([known.credential.uuid], secret)[0]);
const credentialsText = JSON.stringify([half, ...halves].sort());
const booth = { election: p.readElection(electionText), phi: p.b64(p.digest(p.utf8(electionText))), y: p.readPoint(y) };
const sealed = [0, 1, 1].map((choice, i) =>
  p.seal(electionText, booth.election, secrets[i], [{ chosen: [choice], blank: false }], p.systemRandom).text);

/* What the archive says is the sum of `summed`. */
function archived(ballots, summed = ballots, trustees = trusteesText) {
  const sum = (k, part) =>
    p.pointText(summed.map((text) => p.readPoint(JSON.parse(text).answers[0].choices[k][part])).reduce((a, b) => a.add(b)));
  const tally = `[[${[0, 1, 2].map((k) => `{"alpha":"${sum(k, "alpha")}","beta":"${sum(k, "beta")}"}`).join(",")}]]`;
  const setup = [electionText, trustees, credentialsText];
  const [e, t, c] = setup.map(hashOf);
  return written([
    ["Setup", ...setup, `{"election":"${e}","trustees":"${t}","credentials":"${c}"}`],
    ...ballots.map((text) => ["Ballot", text]),
    ["EndBallots"],
    ["EncryptedTally", tally, `{"num_tallied":${summed.length},"total_weight":${summed.length},"encrypted_tally":"${hashOf(tally)}"}`],
  ]);
}

const opens = (bytes, file, confirmed = true) => p.openTally(bytes, file, confirmed, p.systemRandom, () => undefined);

test("two trustees open the sum, and it is what was voted", () => {
  const bytes = archived(sealed);
  const [first, , third] = made.files.map((file) => opens(bytes, file));
  assert.equal(first.hash, third.hash);
  assert.equal(first.ballots, 3);
  const { encryptedTally, sized } = p.readArchive(bytes);
  const opening = {
    ...{ election: electionText, trustees: trusteesText, encryptedTally, sized },
    decryptions: [{ owner: 1, text: first.decryption }, { owner: 3, text: third.decryption }],
    result: '{"result":[[0,1,2]]}',
  };
  assert.deepEqual(p.checkOpening(opening).votes, [[0, 1, 2]]);
  refused(() => p.checkOpening({ ...opening, result: '{"result":[[0,2,1]]}' }), "other_result");
});

test("a trustee opens nothing but the one sum of all ballots", () => {
  const [file, second] = made.files;
  const whole = archived(sealed);
  refused(() => opens(whole, file, false), "few");
  /* one ballot alone, a sum without one, with one twice */
  refused(() => opens(archived(sealed, [sealed[0]]), file), "other_tally");
  refused(() => opens(archived(sealed, sealed.slice(1)), file), "other_tally");
  refused(() => opens(archived(sealed, [...sealed, sealed[0]]), file), "other_tally");
  refused(() => opens(archived([...sealed, sealed[0]]), file), "other_name");
  /* a second tally after the first: fewer ballots in the same election */
  const { file: after } = opens(whole, file);
  assert.deepEqual(after.opened, [{ uuid: known.credential.uuid, hash: p.readArchive(whole).tallyEvent }]);
  opens(whole, after);
  refused(() => opens(archived(sealed.slice(0, 2)), after), "other_tally");
  /* other trustees than those she compared, or a key that is not hers */
  refused(() => opens(whole, { ...file, compared: "0".repeat(64) }), "other_trustees");
  refused(() => opens(whole, { ...file, verification_key: second.verification_key }), "other_trustees");
  refused(() => opens(archived(sealed, sealed, trusteesText.replace('"threshold":2', '"threshold":1')), file));
  /* a ballot whose proofs do not hold, and one of a stranger */
  const broken = sealed[0].replace(/(?<="response":")\d/, (digit) => (digit === "1" ? "2" : "1"));
  refused(() => opens(archived([broken, ...sealed.slice(1)]), file));
  const stranger = p.seal(electionText, booth.election, p.newCredential(p.systemRandom), [{ chosen: [0], blank: false }], p.systemRandom).text;
  refused(() => opens(archived([...sealed, stranger]), file), "unknown_credential");
});

test("boxes open for their receiver alone", () => {
  const [a, b, c] = ["a", "b", "c"].map(p.boxKey);
  const sealed = p.sealBox(p.utf8("桥东"), a, b.public, p.systemRandom);
  assert.equal(new TextDecoder().decode(p.openBox(sealed, a.public, b)), "桥东");
  for (const [from, to] of [[a, c], [c, b]]) assert.equal(p.openBox(sealed, from.public, to), undefined);
  sealed[30] ^= 1;
  assert.equal(p.openBox(sealed, a.public, b), undefined);
});

/* ---- whole archives of belenios-tool ---- */

const archive = (name) => new Uint8Array(readFileSync(new URL(`../vectors/belenios/${name}.bel`, import.meta.url)));
const silent = () => undefined;

for (const name of ["ed25519-basic/nVPZZBXZKKpe2t", "ed25519-threshold/Kh3E27kknAFQC7"]) {
  const bytes = archive(name);

  test(`${name}: counted again from its ballots`, () => {
    const seen = [];
    const whole = p.recount(bytes, (done, of) => seen.push([done, of]));
    assert.deepEqual(whole.votes, JSON.parse(p.readArchive(bytes).result).result);
    assert.equal(seen.length, p.readArchive(bytes).ballots.length);
    const lastEvent = Buffer.from(bytes).lastIndexOf(".event.json");
    assert.equal(whole.fingerprint, Buffer.from(bytes).toString("latin1", lastEvent - 64, lastEvent));
  });

  test(`${name}: no byte of it can be changed, cut off or added`, () => {
    for (let at = 0; at < bytes.length; at += 131) {
      const copy = bytes.slice();
      copy[at] ^= 1;
      refused(() => p.readArchive(copy));
    }
    for (let at = 0; at < bytes.length; at += 512)
      refused(() => p.recount(bytes.slice(0, at), silent));
    refused(() => p.readArchive(new Uint8Array([...bytes, ...new Uint8Array(512)])));
  });
}

test("nothing in a ballot can be changed", () => {
  const { election: text, ballots } = p.readArchive(archive("ed25519-threshold/Kh3E27kknAFQC7"));
  const election = p.readElection(text);
  const booth = { election, phi: p.b64(p.digest(p.utf8(text))), y: p.readPoint(election.publicKey) };
  p.checkBallot(booth, ballots[0]);
  for (const at of places(JSON.parse(ballots[0])))
    refused(() => p.checkBallot(booth, changed(ballots[0], at)));
  const { signature, ...rest } = JSON.parse(ballots[0]);
  refused(() => p.checkBallot(booth, JSON.stringify({ signature, ...rest })), "out_of_order");
  refused(() => p.checkBallot(booth, ballots[0].replace("{", "{ ")), "not_canonical");
});

for (const name of readdirSync(new URL("../vectors/belenios/negative/", import.meta.url)))
  test(`${name}: refused`, () => {
    const [file] = readdirSync(new URL(`../vectors/belenios/negative/${name}/`, import.meta.url)).filter((one) => one.endsWith(".bel"));
    refused(() => p.recount(archive(`negative/${name}/${file.slice(0, -4)}`), silent));
  });

console.log(`${passed} parts hold`);
