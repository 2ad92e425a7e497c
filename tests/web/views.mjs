/* Every page of a voter in every view: both languages, the elder view, dark, a small phone, a desk
 * computer. Nothing sticks out, letters and targets are large enough (D16), axe-core finds nothing. */
import { clean, expect, phone, tapped, withBrowser } from "./phone.mjs";

const { link, election } = JSON.parse(process.argv[2]);

const views = [
  { name: "elder", elder: true, settings: {} },
  { name: "english", english: true, settings: {} },
  { name: "elder-english", elder: true, english: true, settings: {} },
  { name: "dark", settings: { colorScheme: "dark" } },
  { name: "elder-dark", elder: true, settings: { colorScheme: "dark" } },
  { name: "small", elder: true, settings: { viewport: { width: 320, height: 568 } } },
  {
    name: "desk",
    settings: { viewport: { width: 1280, height: 800 }, isMobile: false, deviceScaleFactor: 1 },
  },
];

const words = {
  zh: { review: "核对选择", next: "下一项", confirm: "确认投票", done: "投票成功", hand: "手动输入激活单", key: "请出示您的投票密钥" },
  en: { review: "Check my choices", next: "Next", confirm: "Confirm and vote", done: "You have voted", hand: "Enter a slip by hand", key: "Your voting key, please" },
};

/* What people touch. Links inside a sentence are exempt, as in WCAG 2.5.8. */
const targets = "button, a.button, a.card, summary, label.choice, input:not(.choice input), .bar a:not(.skip)";

async function measured(page, view) {
  const { wide, font, small } = await page.evaluate((selector) => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    font: parseFloat(getComputedStyle(document.querySelector("main p, main b")).fontSize),
    small: [...document.querySelectorAll(selector)]
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0)
      .map(({ text, box }) => ({ text, height: box.height })),
  }), targets);
  const least = view.elder ? 60 : 44;
  expect(wide <= 0, `${view.name}: ${wide} pixels stick out`);
  expect(font >= (view.elder ? 24 : 16), `${view.name}: letters of ${font} pixels`);
  for (const { text, height } of small)
    expect(height >= least, `${view.name}: "${text}" is ${height} pixels high`);
}

async function seen(page, view, name) {
  await measured(page, view);
  await clean(page, `${name}-${view.name}`);
}

async function choose(page, view, said) {
  const posts = page.getByRole("group");
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
