/* An auditor without an account: an archive is verified in her browser, a record's entries and its
 * continuity are, and none of it when it was tampered with. */
import { clean, expect, phone, real, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { round, kept } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE;

async function choose(page, bytes) {
  await page
    .getByLabel("档案（.bel）")
    .setInputFiles({ name: "election.bel", mimeType: "application/octet-stream", buffer: bytes });
}

async function archives(page) {
  const reply = await fetch(`${service}/v1/rounds/${round}/archive`);
  const archive = Buffer.from(await reply.arrayBuffer());
  await choose(page, archive);
  await page.getByText("✓ 全部成立").waitFor();
  await page.getByText("计入 21 张选票").waitFor();
  const [first] = await page.locator("section.card dl").allInnerTexts();
  expect(/王1\s+15\s+王2\s+6/.test(first), first);
  await clean(page, "audit-archive");
  const at = archive.lastIndexOf('"response"') + 14;
  archive[at] ^= 1;
  await choose(page, archive);
  await page.getByText("不成立", { exact: true }).waitFor();
  await clean(page, "audit-archive-bad");
  await choose(page, Buffer.from("no archive"));
  await page.getByText("不成立", { exact: true }).waitFor();
}

async function compare(page, note) {
  await page.getByLabel("您以前留下的签名").fill(note);
  await tapped(page, "与现在的记录核对");
}

async function continuity(page) {
  await compare(page, kept);
  await page.getByText("现在的记录包含您留下的那一份").waitFor();
  await clean(page, "audit-record");
  const [origin, size, root, ...rest] = kept.split("\n");
  const other = `${root.startsWith("A") ? "B" : "A"}${root.slice(1)}`;
  await compare(page, [origin, size, other, ...rest].join("\n"));
  await page.getByText("不是从您留下的那一份延续来的").waitFor();
  /* signed, but the service cannot prove that it went on from there */
  await page.route("**/record/consistency*", async (route) => {
    const reply = await route.fetch({ url: real(route.request()) + new URL(route.request().url()).search });
    const said = await reply.json();
    await route.fulfill({ json: { ...said, path: said.path.map((line) => line.replace(/^./, (c) => (c === "A" ? "B" : "A"))) } });
  });
  await compare(page, kept);
  await page.getByText("不是从您留下的那一份延续来的").waitFor();
  await page.unroute("**/record/consistency*");
}

async function entries(page) {
  const folds = page.locator("summary", { hasText: /^第 \d+ 条$/ });
  await folds.first().tap();
  await page.getByText("这一条在有签名的记录里").waitFor();
  await page.getByText("result.announced").waitFor();
  expect((await folds.count()) === 10, "ten at once");
  await tapped(page, "更早的条目");
  expect((await folds.count()) === 20, "and ten more");
  await page.route("**/record/entries/*", async (route) => {
    const reply = await route.fetch({ url: real(route.request()) });
    await route.fulfill({ body: (await reply.text()).replace(/"type"/, '"Type"') });
  });
  await folds.nth(1).tap();
  await page.getByText("这一条的证明不成立").waitFor();
  await clean(page, "audit-entry");
  await page.unroute("**/record/entries/*");
}

await withBrowser(async (browser) => {
  const page = await phone(browser);
  await page.goto("/");
  await page.getByRole("link", { name: "监督与核验" }).tap();
  await page.getByRole("heading", { name: "监督与核验" }).waitFor();
  await page.getByRole("link", { name: `${round}.bel` }).waitFor();
  await everyView(page, "audit");
  await archives(page);
  await continuity(page);
  await entries(page);
  /* a fold whose code does not come says so */
  await page.route("**/assets/client-*", (route) => route.abort());
  await page.getByText("手机客户端的文件和指纹").tap();
  await page.getByText("网络不通").waitFor();
  await page.unroute("**/assets/client-*");
  page.wrong.length = 0;
  await page.reload();
  await page.getByText("手机客户端的文件和指纹").tap();
  await page.getByText(/[0-9a-f]{64} {2}assets\/main-/).waitFor();
  expect(page.wrong.length === 0, page.wrong.join("\n"));
});
