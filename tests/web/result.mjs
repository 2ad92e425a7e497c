/* An announced result on the phone: who is elected, in numbers that it checked by itself; and what
 * it says when the figures are not those that the trustees opened. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { aged, answers, clean, expect, phone, real, shots, tapped, withBrowser } from "./phone.mjs";

const { election, small } = JSON.parse(process.argv[2]);

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64");
const differs = "公布的结果不在公开记录里，或票数与监票人打开的计票不一致";

async function right(browser) {
  const page = await phone(browser);
  await page.goto(election);
  await page.getByText("已核对：这部手机验算了监票人的解密证明").waitFor();
  const elected = page.locator("li.elected");
  expect((await elected.count()) === 3, "three are elected");
  expect((await elected.first().innerText()).includes("27 票（线上 15，纸质 12）"), "exact numbers");
  await page.getByText("2 × 27 = 54 > 33").first().waitFor();
  await clean(page, "election-result");
  await page.getByText("在这部手机上约需").waitFor();
  await tapped(page, "在这部手机上重新计票");
  await page.getByText("重新计票完成").waitFor();
  await page.getByText("各票箱").tap();
  await page.getByText("张贴用").tap();
  await clean(page, "election-result-open");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => document.documentElement.toggleAttribute("data-notice", true));
  if (shots) await page.screenshot({ path: `${shots}/election-notice.png`, fullPage: true });
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => document.documentElement.toggleAttribute("data-notice", false));
  await tapped(page, "English");
  await page.getByText("Checked: this phone verified").waitFor();
  await tapped(page, "Large view");
  await clean(page, "election-result-elder-english");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

/* The check and the recount in a browser of 2019. */
async function old(browser) {
  const page = await phone(browser);
  await aged(page);
  await page.goto(election);
  await page.getByText("已核对：这部手机验算了监票人的解密证明").waitFor();
  await tapped(page, "在这部手机上重新计票");
  await page.getByText("重新计票完成").waitFor();
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

/* A record of one entry under a key of its own, as a service could make one for a single phone. */
function forgedRecord(entry) {
  const name = "gongyi.test/forged";
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const key = Buffer.concat([Buffer.of(1), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
  const id = sha256(Buffer.from(`${name}\n`), key).subarray(0, 4);
  const root = sha256(Buffer.of(0), Buffer.from(entry)).toString("base64");
  const head = `${name}\n1\n${root}\n`;
  const signature = Buffer.concat([id, sign(null, Buffer.from(head), privateKey)]).toString("base64");
  const note = `${head}\n— ${name} ${signature}\n`;
  return {
    key: `${name}+${id.toString("hex")}+${key.toString("base64")}`,
    note,
    proof: `c2sp.org/tlog-proof@v1\nindex 0\n\n${note}`,
  };
}

const asText = (page, pattern, body) =>
  page.route(pattern, (route) => route.fulfill({ contentType: "text/plain; charset=utf-8", body }));

/* The service stands by other figures: it tells this phone another result and a record to go with it. */
async function otherFigures(browser, change) {
  const page = await phone(browser);
  let record;
  await answers(page, "**/result", (result) => {
    const payload = JSON.parse(Buffer.from(result.bytes, "base64"));
    const bytes = Buffer.from(JSON.stringify(change(payload)));
    const hash = createHash("sha256").update(bytes).digest("hex");
    const entry = JSON.stringify({ type: "result.announced", round: result.uuid, hash });
    record = { entry, ...forgedRecord(entry) };
    return { ...result, bytes: bytes.toString("base64") };
  });
  await answers(page, "**/record", (state) => ({ ...state, key: record.key }));
  await page.route("**/record/**", (route) => {
    const url = route.request().url();
    if (url.includes("/consistency")) return route.fulfill({ json: { from: 1, to: 1, path: [] } });
    const body = url.endsWith("/checkpoint") ? record.note : url.endsWith("/proof") ? record.proof : record.entry;
    return route.fulfill({ contentType: "text/plain; charset=utf-8", body });
  });
  await page.goto(election);
  return page;
}

async function figuresDiffer(browser, change) {
  const page = await otherFigures(browser, change);
  await page.getByText(differs).waitFor();
  await page.context().close();
}

/* That the forged record is a good one: with the true figures nothing is said against it. */
async function figuresAgree(browser) {
  const page = await otherFigures(browser, (payload) => payload);
  await page.getByText("已核对：这部手机验算了监票人的解密证明").waitFor();
  await page.context().close();
}

/* A phone that knew the record does not take another one for it. */
async function otherRecord(browser) {
  const page = await phone(browser);
  await page.goto(election);
  await page.getByText("已核对：这部手机验算了监票人的解密证明").waitFor();
  await answers(page, "**/record", (state) => ({ ...state, key: forgedRecord("{}").key }));
  await page.reload();
  await page.getByText(differs).waitFor();
  await page.context().close();
}

/* The entry is not there, is another one, or its proof does not hold. */
async function notRecorded(browser, of, body) {
  const page = await phone(browser);
  if (body === undefined) await page.route(of, (route) => route.fulfill({ status: 404, json: { type: "not_found" } }));
  else await asText(page, of, body);
  await page.goto(election);
  await page.getByText(differs).waitFor();
  await page.context().close();
}

const swapOnline = (payload) => {
  const [first, second] = payload.posts[0].candidates;
  [first.online, second.online] = [second.online, first.online];
  return payload;
};

/* Each of these a service could do that wants another result believed. */
const lies = [
  {
    of: "**/opening",
    change: (opening) => ({
      ...opening,
      result: opening.result.replace(/\[\[(\d+),(\d+),(\d+)\]/, "[[$1,$3,$2]"),
    }),
  },
  { of: "**/opening", change: (opening) => ({ ...opening, decryptions: opening.decryptions.slice(1) }) },
  {
    of: "**/opening",
    change: ({ state: _, ...opening }) => ({ ...opening, state: "withheld", decryptions: [] }),
  },
  {
    of: "**/result", /* paper, which nobody opened: only the record tells */
    change: (result) => {
      const payload = JSON.parse(Buffer.from(result.bytes, "base64"));
      payload.posts[0].candidates[0].paper += 1;
      return { ...result, bytes: base64(payload) };
    },
  },
  { of: "**/result", change: (result) => ({ ...result, record_index: result.record_index - 1 }) },
];

async function lied(browser, { of, change }) {
  const page = await phone(browser);
  await answers(page, of, change);
  await page.goto(election);
  await page.getByText(differs).waitFor();
  await clean(page, "election-differs");
  await page.context().close();
}

/* An archive with another ballot box than the announced one. */
async function otherArchive(browser) {
  const page = await phone(browser);
  await page.route("**/archive", async (route) => {
    const reply = await route.fetch({ url: real(route.request()) });
    const body = Buffer.from(await reply.body());
    body[body.indexOf('"response":"') + 20] ^= 1;
    await route.fulfill({ body });
  });
  await page.goto(election);
  await tapped(page, "在这部手机上重新计票");
  await page.getByText("重新计票的结果与公布的不一致").waitFor();
  await clean(page, "election-recount-differs");
  await page.context().close();
}

/* A service that is busy proves nothing against anybody. */
async function busy(browser) {
  const page = await phone(browser);
  const asked = page.waitForResponse("**/opening");
  await page.route("**/opening", (route) => route.fulfill({ status: 503, json: { type: "busy" } }));
  await page.goto(election);
  await asked;
  await page.getByText("当选").first().waitFor();
  await page.waitForTimeout(300);
  expect((await page.getByText(differs).count()) === 0, "accused while it was busy");
  await page.context().close();
}

async function sumsOnly(browser) {
  const page = await phone(browser);
  await page.goto(election);
  await page.getByText("有一个投票渠道的选票很少").waitFor();
  expect((await page.getByText("线上 15").count()) === 0, "a channel's figures are shown");
  await clean(page, "election-small");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
}

await withBrowser(async (browser) => {
  if (small) return sumsOnly(browser);
  await right(browser);
  await old(browser);
  for (const lie of lies) await lied(browser, lie);
  await figuresAgree(browser);
  await figuresDiffer(browser, swapOnline);
  await figuresDiffer(browser, (payload) => ({ ...payload, online: payload.online + 1 }));
  await otherRecord(browser);
  await notRecorded(browser, "**/record/entries/*");
  await notRecorded(browser, "**/record/entries/*", '{"type":"result.announced"}');
  await notRecorded(browser, "**/record/entries/*/proof", "c2sp.org/tlog-proof@v1\n");
  await otherArchive(browser);
  await busy(browser);
});
