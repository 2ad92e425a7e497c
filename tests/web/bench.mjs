/* What a visit takes on a slow phone: the page's processor slowed four times, a slow 4G line (150 ms,
 * 1.6 Mbit/s down, 0.75 up). Chromium slows the page alone and not its workers: the time that sealing
 * takes in its worker is measured as it is and counted four times. */
import { expect, phone, tapped, withBrowser } from "./phone.mjs";

const { links } = JSON.parse(process.argv[2]);
const slow = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750, offline: false };

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const tell = (text) => console.log(`  ${text}`);

/* Seconds until home shows the community's elections, on a phone that has never been here. */
async function firstVisit(browser, slowly) {
  const page = await phone(browser);
  const devtools = await page.context().newCDPSession(page);
  if (slowly) {
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", slow);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  const began = performance.now();
  await page.goto("/", { waitUntil: "commit" });
  await page.locator("main a.card").first().waitFor();
  const seconds = (performance.now() - began) / 1000;
  await page.context().close();
  return seconds;
}

/* How long the worker had the ballot in hand; runs in the page. */
function watchWorker() {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.name === "seal") {
      const began = performance.now();
      this.addEventListener("message", ({ data }) => {
        if (data.id === message.id) globalThis.sealing = performance.now() - began;
      });
    }
    return post.call(this, message, ...rest);
  };
}

/* Milliseconds that sealing took in its worker, and the longest time in which the page, slowed four
 * times, answered nothing while a ballot was sealed and sent. */
async function seal(browser, link) {
  const page = await phone(browser);
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(watchWorker);
  await page.goto(link);
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  for (let i = 0; i < (await posts.count()); i++) await posts.nth(i).locator("label").first().tap();
  await page.waitForTimeout(1000); /* she reads */
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.evaluate(() => {
    let last = performance.now();
    globalThis.longest = 0;
    setInterval(() => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
    }, 20);
  });
  await tapped(page, "核对选择");
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
  const { longest, sealing } = await page.evaluate(() => ({ longest: globalThis.longest, sealing: globalThis.sealing }));
  await page.context().close();
  return { sealing, longest };
}

await withBrowser(async (browser) => {
  const fast = [];
  const slowed = [];
  for (let i = 0; i < 5; i++) {
    fast.push(await firstVisit(browser, false));
    slowed.push(await firstVisit(browser, true));
  }
  const home = median(slowed);
  tell(`home on a slow phone: ${home.toFixed(2)} s, ${(home / 2).toFixed(2)} of the goal of 2 s;`);
  tell(`  ${(home / median(fast)).toFixed(1)} times what it takes on a fast one`);
  const seals = [];
  for (const link of links) seals.push(await seal(browser, link));
  const sealing = (4 * median(seals.map((one) => one.sealing))) / 1000;
  const frozen = median(seals.map(({ longest }) => longest));
  tell(`sealing a ballot of 7 candidates, four times slowed: ${sealing.toFixed(2)} of the goal of 1 s`);
  tell(`  the page answered nothing for at most ${frozen.toFixed(0)} ms meanwhile`);
  expect(links.length > 0, "no ballots");
});
