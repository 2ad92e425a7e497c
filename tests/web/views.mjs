/* Every page of a voter in every view: both languages, the elder view, dark, a small phone, a desk
 * computer. */
import { expect, phone, tapped, withBrowser } from "./phone.mjs";
import { seen, views } from "./view.mjs";

const { link, election } = JSON.parse(process.argv[2]);

const words = {
  zh: { review: "核对选择", next: "下一项", confirm: "确认投票", done: "投票成功", hand: "手动输入激活单", key: "请出示您的投票密钥" },
  en: { review: "Check my choices", next: "Next", confirm: "Confirm and vote", done: "You have voted", hand: "Enter a slip by hand", key: "Your voting key, please" },
};

async function choose(page, view, said) {
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  await seen(page, view, "vote-choose");
  for (;;) {
    for (let i = 0; i < (await posts.count()); i++)
      await posts.nth(i).locator("label").first().tap();
    const next = page.getByRole("button", { name: said.next, exact: true });
    if (!(await next.count())) break;
    await next.tap();
    await page.waitForFunction(() => !document.querySelector("input:checked"));
  }
  await tapped(page, said.review);
}

async function walk(browser, view) {
  const page = await phone(browser, { hasTouch: true, ...view.settings });
  const said = words[view.english ? "en" : "zh"];
  await page.goto(view.elder ? "/?elder=1" : "/");
  await page.locator("main h1").waitFor();
  if (view.english) await tapped(page, "English");
  await page.locator("main .card").first().waitFor();
  await seen(page, view, "home");
  await page.goto("/in");
  await page.getByRole("heading", { name: said.hand }).waitFor();
  await seen(page, view, "slip-hand");
  await page.goto(link.split("#")[0]);
  await page.getByRole("heading", { name: said.key }).waitFor();
  await seen(page, view, "vote-key");
  await page.goto(election);
  await page.goto(link);
  await choose(page, view, said);
  await page.getByRole("button", { name: said.confirm }).waitFor();
  await seen(page, view, "vote-review");
  await tapped(page, said.confirm);
  await page.getByRole("heading", { name: said.done }).waitFor();
  await seen(page, view, "vote-done");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

await withBrowser(async (browser) => {
  for (const view of views) await walk(browser, view);
});
