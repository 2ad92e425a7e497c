/* A phone whose check of the result fails disputes it with one tap; the committee answers; who filed
 * it and everybody else see how. */
import { activated } from "./people.mjs";
import { answers, clean, expect, phone, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { slips, election } = JSON.parse(process.argv[2]);

/* An opening of the tally that does not hold. */
const wrongOpening = (page) =>
  answers(page, "**/opening", (opening) => ({
    ...opening,
    decryptions: opening.decryptions.slice(1),
  }));

async function files(page) {
  await wrongOpening(page);
  await page.goto(election);
  await page.getByRole("button", { name: "提出异议" }).waitFor();
  await everyView(page, "dispute-offered");
  let lost = true;
  await page.route("**/disputes", async (route) => {
    if (route.request().method() !== "POST" || !lost) return route.fallback();
    lost = false;
    const { pathname } = new URL(route.request().url());
    await route.fetch({ url: process.env.GONGYI_SERVICE + pathname });
    return route.abort();
  });
  await tapped(page, "提出异议"); /* the answer is lost; sent again it is one dispute */
  await page.getByRole("alert").waitFor();
  await tapped(page, "提出异议");
  await page.getByText("异议已收到").waitFor();
  await page.getByText("由选举委员会").waitFor();
  await everyView(page, "dispute-filed");
  await page.unroute("**/disputes");
  await page.goto("/");
  await page.getByText("我提出的异议").tap();
  await page.getByText("公布的结果与计票不一致").waitFor();
  expect((await page.locator("details .card").count()) === 1, "one dispute");
}

/* Somebody without a phone of her own here is told where to go. */
async function visitor(browser) {
  const page = await phone(browser);
  await wrongOpening(page);
  await page.goto(election);
  await page.getByText("要提出异议，请先用激活单启用这部手机").waitFor();
  await page.getByText("异议：提出 1 件，已答复 1 件，其中成立 0 件").waitFor();
  await clean(page, "dispute-visitor");
  await page.goto("/audit");
  await page.getByText("异议：提出 1 件").waitFor();
  await clean(page, "dispute-audit");
}

async function answersIt(page) {
  await page.goto("/");
  await page.getByRole("heading", { name: "异议待答复" }).waitFor();
  await clean(page, "dispute-waits");
  const card = page.locator("section.card", { hasText: "异议待答复" });
  await card.getByRole("link", { name: "去办理" }).tap();
  await page.getByText("异议（选票与结果）").tap();
  await page.getByText("提出人：").waitFor();
  await page.getByText("查看证据").tap();
  await page.getByText("不成立的是").waitFor();
  await page.getByText("公布的档案指纹").waitFor();
  await page.getByText("签名原文").tap();
  await page.getByText('"kind": "result_differs"').waitFor();
  await everyView(page, "dispute-office");
  await page.getByLabel("答复（提出人和审计会看到）").fill("监票人已重新核对解密证明，全部成立");
  await tapped(page, "答复");
  await page.getByText("不能再改").waitFor();
  await page.locator(".said").getByRole("button", { name: "答复" }).tap();
  await page.getByText("不成立", { exact: true }).waitFor();
  await clean(page, "dispute-answered");
}

async function reads(page) {
  await page.goto("/");
  await page.getByText("我提出的异议").tap();
  await page.getByText("监票人已重新核对解密证明，全部成立").waitFor();
  await page.getByText("不同意这个答复").waitFor();
  await everyView(page, "dispute-read");
}

await withBrowser(async (browser) => {
  const voter = await activated(browser, slips[0]);
  const member = await activated(browser, slips[1]);
  await files(voter);
  await answersIt(member);
  await reads(voter);
  await visitor(browser);
  voter.wrong = voter.wrong.filter((line) => !line.includes("ERR_FAILED"));
  for (const page of [voter, member]) expect(page.wrong.length === 0, page.wrong.join("\n"));
});
