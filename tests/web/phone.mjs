/* A phone with Debian's Chromium: what every test of the client starts from. */
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const client = createRequire(new URL("../../client-web/package.json", import.meta.url));
const { chromium } = client("playwright-core");
const axe = readFileSync(client.resolve("axe-core/axe.min.js"), "utf8");

export const shots = process.env.GONGYI_SHOTS; /* a folder for screenshots; unset: none */
const service = process.env.GONGYI_SERVICE; /* http://127.0.0.1:port, where the service really is */
const origin = process.env.GONGYI_ORIGIN; /* what it calls itself, and the browser therefore too */

/* What stood on every page when a test failed. */
async function tell(browser) {
  for (const page of browser.contexts().flatMap((context) => context.pages()))
    console.error(`${page.url()}\n${await page.innerText("body")}\n${page.wrong?.join("\n")}`);
}

/* `more`: flags of the browser. */
export async function withBrowser(run, more = []) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--lang=zh-CN",
      `--host-resolver-rules=MAP ${new URL(origin).host} ${new URL(service).host}`,
      ...more,
    ],
    env: { ...process.env, LANGUAGE: "zh_CN" },
  });
  try {
    await run(browser);
  } catch (error) {
    await tell(browser);
    throw error;
  } finally {
    await browser.close();
  }
}

/* A page on a phone of 360 × 740 that fails the test when anything in it fails: an error, a message
 * on the console, a request to another host. Without a service worker unless a test is about it:
 * Chromium may send what passes by the worker on a way where a test does not catch it. */
export async function phone(browser, settings = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    serviceWorkers: "block",
    ...settings,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.wrong = [];
  page.on("pageerror", (error) => page.wrong.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (401|404|409|422|503)/.test(message.text()))
      page.wrong.push(message.text());
  });
  return page;
}

/* What the oldest browsers that are served lack (Chrome 78, Safari 14), and ours therefore too: on
 * the page, and in the worker, where scripts of a test do not come by themselves. */
const young = `
  delete Object.hasOwn;
  delete Array.prototype.at;
  delete Array.prototype.findLast;
  delete Array.prototype.toSorted;
  delete String.prototype.at;
  delete String.prototype.replaceAll;
  delete Promise.any;
  delete globalThis.structuredClone;
  delete globalThis.WeakRef;
  if (globalThis.crypto) delete Object.getPrototypeOf(globalThis.crypto).randomUUID;
`;

export async function aged(page) {
  await page.addInitScript(young);
  await page.route("**/assets/worker-*", async (route) => {
    const reply = await route.fetch({ url: real(route.request()) });
    await route.fulfill({ response: reply, body: `${young}${await reply.text()}` });
  });
}

/* What a button prints, as it comes out on paper: `look` is called while it is there. */
export async function printed(page, button, look) {
  await page.evaluate(() => (globalThis.print = () => {}));
  await button.tap();
  await page.emulateMedia({ media: "print" });
  const sheet = page.locator("body > .printing");
  await sheet.waitFor();
  await look(sheet);
  const name = await sheet.getAttribute("class");
  if (shots) writeFileSync(`${shots}/print-${name}.pdf`, await page.pdf());
  else await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await sheet.waitFor({ state: "detached" });
}

/* Where a request really goes. */
export const real = (request) => service + new URL(request.url()).pathname;

/* The service answers what `change` makes of its answers. */
export function answers(page, pattern, change) {
  return page.route(pattern, async (route) => {
    const reply = await route.fetch({ url: real(route.request()) });
    await route.fulfill({ json: change(await reply.json()) });
  });
}

/* What axe-core finds, empty when nothing. */
async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/* A page as it should be: nothing for axe-core to find; its picture is kept to be looked at. */
export async function clean(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  const found = await accessible(page);
  expect(found.length === 0, `${name}: ${found.join("\n")}`);
}

export const tapped = (page, name) => page.getByRole("button", { name }).tap();

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}
