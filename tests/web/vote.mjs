/* With a voter card's link: choose, review, confirm, receipt; offline in between; voting again. */
import { aged, clean, expect, phone, tapped, withBrowser } from "./phone.mjs";

const { link } = JSON.parse(process.argv[2]);

/* Once more, on a phone whose browser is of 2019. */
async function again(browser) {
  const page = await phone(browser);
  await aged(page);
  await page.goto(link);
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  for (let i = 0; i < (await posts.count()); i++) await posts.nth(i).locator("label").last().tap();
  await tapped(page, "核对选择");
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
  expect(page.wrong.length === 0, page.wrong.join("\n"));
}

await withBrowser(async (browser) => {
  const page = await phone(browser);
  await page.route("**/assets/worker-*", (route) => route.abort());
  await page.goto(link);
  await page.locator("fieldset").first().waitFor();
  expect(!page.url().includes("#"), "the key is still in the address");
  await clean(page, "vote-choose");

  await tapped(page, "核对选择");
  await page.getByText("还有职位没有选").waitFor();
  const posts = page.locator("fieldset");
  for (let i = 0; i < (await posts.count()); i++)
    await posts.nth(i).locator("label").first().tap();
  await clean(page, "vote-chosen");
  await tapped(page, "核对选择");
  await page.getByRole("heading", { name: "请核对您的选择" }).waitFor();
  await clean(page, "vote-review");

  /* the voting code does not load: nothing is cast, and it is tried anew */
  await page.unroute("**/assets/worker-*");
  await tapped(page, "确认投票");
  await page.getByText("没能运行投票程序").waitFor();
  await clean(page, "vote-unsealed");
  page.wrong.length = 0;

  await page.context().setOffline(true);
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "尚未投出" }).waitFor();
  await clean(page, "vote-unsent");
  await page.context().setOffline(false);
  page.wrong.length = 0; /* the browser itself reports the lost request */
  await tapped(page, "再试一次");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
  await page.getByText("查看回执").tap();
  await clean(page, "vote-done");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await again(browser);
});
