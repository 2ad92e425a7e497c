/* A whole election in browsers: three trustees make their key on three phones, a resident votes with
 * her phone's key, two of the trustees open the count on two phones, and her phone checks what came
 * out. What officers do is asked of the service directly. */
import { writeFileSync } from "node:fs";
import { protocol as p } from "./bundle.mjs";
import {
  activated,
  beginKey,
  castAll,
  compares,
  confirmKeys,
  decrypt,
  goToOpening,
} from "./people.mjs";
import { answers, clean, expect, tapped, withBrowser } from "./phone.mjs";

const facts = JSON.parse(process.argv[2]);
const { round, body, slips, officers, cards } = facts;
const service = process.env.GONGYI_SERVICE;
const [officer] = officers;

async function ask(method, path, value, token = officer.token) {
  const reply = await fetch(service + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: value === undefined ? undefined : JSON.stringify(value),
  });
  expect(reply.ok, `${method} ${path}: ${reply.status}`);
  return reply;
}

const moveClock = (to) => ask("POST", `/v1/bodies/${body}/clock`, { to });

/* ---- the trustees' key ---- */

/* A service that shows another certificate than the second trustee's is noticed. */
async function lieIsNoticed(page) {
  await answers(page, "**/trustees", (said) => ({
    ...said,
    trustees: said.trustees.map((row) =>
      row.number === 2 ? { ...row, certificate: row.certificate.replace(/\d(?="\}\}$)/, "x") } : row,
    ),
  }));
  await beginKey(page);
  await page.getByText("第 2 位监票人的公告不成立").waitFor();
  await clean(page, "trustee-lied");
  await page.unroute("**/trustees");
}

/* The first one waits, and goes on by herself once all certificates are there. */
async function makeKey(trustees) {
  const [first, second, third] = trustees;
  await first.getByRole("heading", { name: "监票人：生成计票钥匙" }).waitFor();
  await clean(first, "home-setup");
  await beginKey(first);
  await first.getByText("正在等待其他监票人").waitFor();
  await clean(first, "trustee-wait");
  await beginKey(second);
  await lieIsNoticed(third);
  await tapped(third, "开始生成");
  await compares(third);
  await clean(third, "trustee-compare");
  await confirmKeys(trustees);
  await clean(first, "trustee-ready");
}

async function savedFile(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    tapped(page, "另存钥匙文件"),
  ]);
  return download.path();
}

/* ---- votes ---- */

async function vote(page) {
  await page.reload();
  await page.getByRole("link", { name: "去投票" }).tap();
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  for (let i = 0; i < (await posts.count()); i++) await posts.nth(i).locator("label").first().tap();
  await tapped(page, "核对选择");
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
}

/* ---- the count ---- */

async function open(page) {
  await goToOpening(page);
  await clean(page, "opening");
  const hash = await decrypt(page);
  await clean(page, "opening-done");
  return hash;
}

/* An archive with one more tally than its ballots are opens nothing. */
async function otherTallyIsRefused(page) {
  await page.route("**/archive", async (route) => {
    const reply = await route.fetch({ url: service + new URL(route.request().url()).pathname });
    const bytes = Buffer.from(await reply.body());
    bytes[bytes.indexOf('"alpha":"', bytes.lastIndexOf("Ballot")) + 12] ^= 1;
    await route.fulfill({ body: bytes });
  });
  await goToOpening(page);
  await tapped(page, "核验并解密");
  await page.getByText("档案没有通过核验，没有解密").waitFor();
  await clean(page, "opening-refused");
  await page.unroute("**/archive");
}

async function announce() {
  const at = `/v1/rounds/${round}/result`;
  await ask("POST", at);
  const payload = await (await ask("GET", `${at}/payload`)).text();
  for (const { token, seed } of officers) {
    const signer = p.newSigner(p.unhex(seed));
    const envelope = JSON.parse(p.signStatement("result", payload, signer));
    await ask("POST", `${at}/signatures`, { envelope }, token);
  }
}

await withBrowser(async (browser) => {
  const [voter, ...trustees] = await Promise.all(slips.map((slip) => activated(browser, slip)));
  await tapped(voter, "改用这部手机"); /* instead of her card */
  await voter.getByText("密钥已办好").waitFor();

  await makeKey(trustees);
  const file = await savedFile(trustees[2]);

  await moveClock(facts.opens);
  await castAll(round, cards);
  await vote(voter);
  await moveClock(facts.closes);
  await ask("POST", `/v1/rounds/${round}/tally`);

  await otherTallyIsRefused(trustees[0]);
  const first = await open(trustees[0]);
  /* the third lost her phone and brings her key to another one by its file */
  await trustees[2].evaluate(() => indexedDB.deleteDatabase("gongyi"));
  await trustees[2].close();
  const { url } = await (await ask("POST", `/v1/bodies/${body}/slips`, { person_id: facts.third })).json();
  const another = await activated(browser, `/in${new URL(url).hash}`);
  await goToOpening(another);
  await another.getByLabel("换了手机？").setInputFiles(file);
  await another.getByRole("button", { name: "核验并解密" }).waitFor();
  const second = await open(another, "second");
  expect(first === second, "both opened the same tally");

  await announce();
  await voter.goto("/");
  await voter.getByRole("link", { name: "查看结果" }).tap();
  await voter.getByText("已核对：这部手机验算了监票人的解密证明").waitFor();
  await voter.getByText("已核对：您的选票在公开记录里").waitFor();
  await clean(voter, "election-mine");
  for (const page of [voter, trustees[0], trustees[1], another])
    expect(page.wrong.length === 0, page.wrong.join("\n"));
  const archive = await fetch(`${service}/v1/rounds/${round}/archive`);
  writeFileSync(facts.archive, new Uint8Array(await archive.arrayBuffer()));
});
