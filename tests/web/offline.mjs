/* Without a network: what this phone has read is shown again and says so; what it has not read, and
 * what is needed to vote, is not made up. */
import { clean, expect, phone, tapped, withBrowser } from "./phone.mjs";

const { election, title } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE; /* 127.0.0.1: service workers need a secure context */

const bar = (page) => page.getByText("没有网络。显示的是");
/* Until a page and what it asked for are kept, which happens after it is shown. */
const kept = (page, paths) =>
  page.waitForFunction(async (wanted) => {
    const cache = await caches.open("gongyi-1");
    const urls = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    return wanted.every((path) => urls.includes(path)) && urls.some((url) => url.startsWith("/assets/"));
  }, paths);

await withBrowser(async (browser) => {
  const page = await phone(browser, { baseURL: service, serviceWorkers: "allow" });
  await page.goto("/");
  await page.getByRole("heading", { name: title }).waitFor();
  expect((await bar(page).count()) === 0, "online, yet it says there is no network");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.goto(election);
  await page.getByRole("heading", { name: "日程" }).waitFor();
  await page.goto("/");
  await page.getByRole("heading", { name: title }).waitFor();
  await kept(page, ["/", "/v1/bodies", election, election.replace("/e/", "/v1/elections/")]);
  const paths = await page.evaluate(() =>
    caches.open("gongyi-1").then((cache) => cache.keys()).then((all) => all.map(({ url }) => new URL(url).pathname)),
  );
  expect(!paths.some((path) => /waiting|sessions|list|vote|rounds\/[^/]+\/election/.test(path)), paths.join(" "));

  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("heading", { name: title }).waitFor();
  await bar(page).waitFor();
  await clean(page, "offline-home");
  await tapped(page, "English");
  await page.getByText("英文没有取到").waitFor();
  await clean(page, "offline-no-english");
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
