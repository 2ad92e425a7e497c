/* Without a network: what this phone has read is shown again and says so; what it has not read, and
 * what is needed to vote, is not made up. */
import { clean, expect, phone, withBrowser } from "./phone.mjs";

const { election, title } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE; /* 127.0.0.1: service workers need a secure context */

const bar = (page) => page.getByText("没有网络。显示的是");
const keptFiles = () => caches.open("gongyi-1").then((cache) => cache.keys()).then((all) => all.length);

await withBrowser(async (browser) => {
  const page = await phone(browser, { baseURL: service });
  await page.goto("/");
  await page.getByRole("heading", { name: title }).waitFor();
  expect((await bar(page).count()) === 0, "online, yet it says there is no network");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.goto(election);
  await page.getByRole("heading", { name: "日程" }).waitFor();
  await page.goto("/");
  await page.getByRole("heading", { name: title }).waitFor();
  await page.waitForTimeout(500); /* what was read is kept after it is shown */
  const kept = await page.evaluate(keptFiles);
  expect(kept > 8, `${kept} replies kept`);
  const paths = await page.evaluate(() =>
    caches.open("gongyi-1").then((cache) => cache.keys()).then((all) => all.map(({ url }) => new URL(url).pathname)),
  );
  expect(!paths.some((path) => /waiting|sessions|list|vote|rounds\/[^/]+\/election/.test(path)), paths.join(" "));

  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("heading", { name: title }).waitFor();
  await bar(page).waitFor();
  await clean(page, "offline-home");
  await page.locator("a.card", { hasText: title }).tap();
  await page.getByRole("heading", { name: "日程" }).waitFor();
  await bar(page).waitFor();
  await clean(page, "offline-election");
  await page.getByRole("link", { name: "去投票" }).tap();
  await page.getByText("没有连上").waitFor();
  await clean(page, "offline-vote");

  await page.context().setOffline(false);
  await page.goto("/");
  await page.getByRole("heading", { name: title }).waitFor();
  expect((await bar(page).count()) === 0, "the network is back");
  const wrong = page.wrong.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(text));
  expect(wrong.length === 0, wrong.join("\n"));
});
