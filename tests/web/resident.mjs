/* From a printed slip to a vote with a key of the phone's own making, by way of home. */
import { answers, clean, expect, phone, real, tapped, withBrowser } from "./phone.mjs";

const { slip, officer, body, opens, later } = JSON.parse(process.argv[2]);

async function moveClock(to) {
  const reply = await fetch(`${process.env.GONGYI_SERVICE}/v1/bodies/${body}/clock`, {
    method: "POST",
    headers: { Authorization: `Bearer ${officer}`, "Content-Type": "application/json" },
    body: JSON.stringify({ to }),
  });
  expect(reply.ok, await reply.text());
}

/* Nobody is chosen for any post. */
async function blank(page) {
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  for (let i = 0; i < (await posts.count()); i++)
    await posts.nth(i).locator("label").last().tap();
  await tapped(page, "核对选择");
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
}

/* A browser whose storage was cleared knows nothing of her; her copy of the voting key still votes,
 * typed as people type: with blanks, without the dashes. */
async function voteByCopy(browser, booth, copy) {
  const bare = await phone(browser);
  await bare.goto(booth);
  await bare.getByLabel("投票密钥").fill(` ${copy.replace(/-/g, " ")} `);
  await tapped(bare, "继续");
  await blank(bare);
  expect(bare.wrong.length === 0, bare.wrong.join("\n"));
  await bare.context().close();
}

await withBrowser(async (browser) => {
  const page = await phone(browser);
  await page.goto("/");
  await page.getByRole("link", { name: "收到激活单" }).waitFor();
  await clean(page, "home-visitor");

  await page.goto(slip);
  await page.getByRole("heading", { name: "启用这部手机" }).waitFor();
  expect(!page.url().includes("#"), "the slip's secret is still in the address");
  await clean(page, "slip");
  /* the service takes the slip, and its answer is lost */
  await page.route("**/v1/devices", async (route) => {
    const reply = await route.fetch({ url: real(route.request()) });
    expect(reply.status() === 201, await reply.text());
    await route.abort();
  });
  await tapped(page, "在这部手机上启用");
  await page.getByText("网络不通").waitFor();
  await clean(page, "slip-unanswered");
  await page.unroute("**/v1/devices");
  page.wrong.length = 0;
  await tapped(page, "在这部手机上启用");
  await page.getByRole("heading", { name: "*，您好" }).waitFor();
  await clean(page, "slip-done");

  await tapped(page, "进入首页");
  await page.getByRole("heading", { name: "办理投票密钥" }).waitFor();
  await clean(page, "home-key");
  await tapped(page, "在这部手机上生成密钥");
  await page.getByText("密钥已办好").waitFor();
  await page.getByText("抄一份密钥备用").tap();
  await clean(page, "home-key-made");
  const copy = await page.locator("details[open] .tracker").innerText();

  await page.reload();
  await page.getByText("密钥已办好").waitFor();

  await moveClock(opens);
  await page.reload();
  await page.getByRole("link", { name: "去投票" }).tap();
  await blank(page);
  const booth = page.url();
  await page.getByRole("link", { name: "共议" }).tap();
  await page.getByText("您已用这部手机投票").waitFor();
  await page.getByText("到时这里会自动核对").waitFor();
  await clean(page, "home-voted");

  await moveClock(later);
  await page.reload();
  await page.getByText("已核对：您的选票在公开记录里").waitFor();
  await clean(page, "home-found");
  await page.reload();
  await page.getByText("已核对：您的选票在公开记录里").waitFor();

  /* a service that shows another batch, and one that has lost it */
  await answers(page, "**/proof", (proof) => ({
    ...proof,
    entry: proof.entry.replace('"ballots"', '"Ballots"'),
  }));
  await page.reload();
  await page.getByText("公开记录给出的证明不成立").waitFor();
  await clean(page, "home-wrong");
  await page.unroute("**/proof");
  await page.route("**/proof", (route) => route.fulfill({ status: 404, json: { type: "not-found" } }));
  await page.reload();
  await page.getByText("公开记录里却没有您的选票").waitFor();
  await tapped(page, "提出异议");
  await page.getByText("异议已收到").waitFor();
  await page.unroute("**/proof");

  /* a service that is busy proves nothing against anybody */
  const busy = page.waitForResponse("**/proof");
  await page.route("**/proof", (route) => route.fulfill({ status: 503, json: { type: "busy" } }));
  await page.reload();
  await busy;
  await page.getByText("您已用这部手机投票").waitFor();
  await page.waitForTimeout(300);
  expect((await page.getByText("核对没有通过").count()) === 0, "accused while it was busy");
  await page.unroute("**/proof");

  /* another ballot took the place of hers */
  await answers(page, "**/v1/waiting", ({ items }) => ({
    items: items.map((item) => ({ ...item, ballot: "f".repeat(64) })),
  }));
  await page.reload();
  await page.getByText("已有一张以您的名义投出的选票").waitFor();
  await page.getByRole("button", { name: "提出异议" }).waitFor();
  await clean(page, "home-other-ballot");
  await page.unroute("**/v1/waiting");

  /* a record that begins anew */
  await page.route("**/record/checkpoint", (route) => route.fulfill({ body: "no checkpoint\n" }));
  await page.reload();
  await page.getByText("公开记录给出的证明不成立").waitFor();
  await page.unroute("**/record/checkpoint");

  await voteByCopy(browser, booth, copy);
  await page.reload();
  await page.getByText("已有一张以您的名义投出的选票").waitFor(); /* not by this phone */

  /* she gives the phone away */
  await page.getByText("我的手机和电脑").tap();
  await page.getByRole("heading", { name: "（正在使用）" }).waitFor();
  await clean(page, "home-devices");
  await tapped(page, "移除");
  await page.getByText("这台设备要重新领激活单").waitFor();
  await page.locator(".said.warn").getByRole("button", { name: "移除" }).tap();
  await page.getByRole("link", { name: "收到激活单" }).waitFor();
  expect(page.wrong.length === 0, page.wrong.join("\n"));
});
