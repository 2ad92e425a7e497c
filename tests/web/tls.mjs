/* The service by its own TLS: a secure context, so camera and service worker are there, and a session
 * that is never sent in the clear. */
import { activated } from "./people.mjs";
import { expect, phone, withBrowser } from "./phone.mjs";

const { slip, origin } = JSON.parse(process.argv[2]);
const settings = { baseURL: origin, serviceWorkers: "allow" };

/* Nobody in the outside world vouches for the certificate of a test. */
await withBrowser(
  async (browser) => {
    const page = await activated(browser, slip, settings);
    expect(await page.evaluate(() => isSecureContext), "a secure context");
    expect(await page.evaluate(() => "mediaDevices" in navigator), "a camera could be asked for");
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    const [cookie] = await page.context().cookies();
    expect(cookie.secure && cookie.httpOnly && cookie.sameSite === "Strict", JSON.stringify(cookie));
    await page.reload();
    await page.getByText("关怀版").waitFor();
    expect(page.wrong.length === 0, page.wrong.join("\n"));

    const stranger = await phone(browser, settings);
    await stranger.goto("/");
    await stranger.getByText("关怀版").waitFor();
    expect(stranger.wrong.length === 0, stranger.wrong.join("\n"));
  },
  ["--ignore-certificate-errors"],
);
