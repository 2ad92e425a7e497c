/* The polling desk on officers' phones: voters are found by the slip or card they hold, with a camera
 * or a photo; two officers go from door to door. */
import { cameraFlags, showNothing, showSheet, showText } from "./camera.mjs";
import { activated } from "./people.mjs";
import { answers, clean, expect, printed, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { slips, round, name, cards } = JSON.parse(process.argv[2]);
const origin = process.env.GONGYI_ORIGIN;
const at = `/office/desk/${round}`;
const desktop = { viewport: { width: 1280, height: 800 }, isMobile: false, deviceScaleFactor: 1 };

/* Everything that leaves the phone from now on. */
function overheard(page) {
  const sent = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  return sent;
}

/* How many pictures of the camera still run. */
const watchCameras = (page) =>
  page.addInitScript(() => {
    globalThis.tracks = [];
    const { mediaDevices } = navigator;
    if (!mediaDevices) return;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      globalThis.tracks.push(...stream.getTracks());
      return stream;
    };
  });

/* So many cameras run, once the page has drawn what was tapped. */
const runs = (page, wanted) =>
  page.waitForFunction(
    (n) => globalThis.tracks.filter(({ readyState }) => readyState === "live").length === n,
    wanted,
  );

/* ---- a slip ---- */

/* As the console prints it: what the camera sees of it, its picture, and its secret. */
async function printSlip(page) {
  await page.goto("/office/staff");
  const anyone = page.locator("section", { hasText: "给居民发激活单" }).last();
  await anyone.getByLabel("姓名（全名）").fill(name);
  await anyone.getByRole("button", { name: "查找" }).tap();
  await anyone.getByRole("button", { name }).first().tap();
  const reply = page.waitForResponse((response) => /\/slips$/.test(response.url()));
  await anyone.getByRole("button", { name: "发激活单" }).tap();
  const secret = new URL((await (await reply).json()).url).hash.slice(1);
  const code = anyone.locator("svg.qr");
  const path = await code.locator("path").getAttribute("d");
  const size = Number((await code.getAttribute("viewBox")).split(" ")[2]);
  return { path, size, secret, photo: await code.screenshot() };
}

const photo = (page, buffer) =>
  page.getByLabel("拍一张照片").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer });

/* ---- the camera ---- */

async function scanAll(page, slip) {
  await page.goto(at);
  const sent = overheard(page);
  showSheet(slip.path, slip.size);
  await tapped(page, "扫激活单或选民证");
  await page.getByRole("heading", { name: "3 号" }).waitFor();
  await page.getByText("还没有投票", { exact: true }).waitFor();
  await runs(page, 0);
  await everyView(page, "scan-found");
  await page.getByLabel("已核对本人身份证件").check();
  await tapped(page, "发出选票");
  await page.getByText("已发出：3 号").waitFor();
  await tapped(page, "扫下一个");
  await page.getByText("已领过纸票").waitFor();

  showText("https://example.com/menu?table=7");
  await tapped(page, "扫下一个");
  await page.getByText("这张纸是 example.com 的").waitFor();
  showText("WIFI:S:hall;T:WPA;P:secret;;");
  await page.getByText("这个码不是激活单，也不是选民证").waitFor();
  showText(`${origin}/vote/${round}`);
  await page.getByText("这个码是公开的网址").waitFor();
  showText(`${origin}${cards.old}`);
  await page.getByText("请输入证上印的编号").waitFor();
  await runs(page, 1);
  await everyView(page, "scan-wrong");

  showText(`${origin}${cards.voted}`); /* one tap, and the right paper after the wrong ones */
  await page.getByText("已在线投票，不发纸票").waitFor();
  showText(`${origin}/vote/aaaaaaaaaaaaaa#${cards.voted.split("#")[1]}`);
  await tapped(page, "扫下一个");
  await page.getByText("这张纸不属于本次选举名单上的人").waitFor();
  await clean(page, "scan-nobody");
  for (const secret of [slip.secret, cards.voted.split("#")[1].split(".")[0]])
    expect(!sent.some((line) => line.includes(secret)), "a secret left the phone");
}

/* Another app comes to the front, as when a call comes in. */
async function turnAway(page, hidden) {
  await page.evaluate((away) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await runs(page, hidden ? 0 : 1);
}

/* The picture comes late: what stands below it stays where the finger goes. */
async function keepsPlace(page) {
  const heights = await page.evaluate(() => {
    const video = document.querySelector("video");
    const withPicture = video.offsetHeight;
    const empty = video.cloneNode();
    empty.srcObject = null;
    video.after(empty);
    const before = empty.offsetHeight;
    empty.remove();
    return { before, withPicture };
  });
  expect(heights.before === heights.withPicture, `the layout moves: ${JSON.stringify(heights)}`);
}

async function letGo(page) {
  showNothing();
  await tapped(page, "扫下一个");
  await page.getByText("这张纸不属于本次选举名单上的人").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  await keepsPlace(page);
  await turnAway(page, true);
  await turnAway(page, false);
  await tapped(page, "关闭相机");
  await runs(page, 0);
  await tapped(page, "扫下一个");
  await page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
  await page.locator(".bar a[href='/']").tap();
  await page.getByRole("link", { name: "进入工作台" }).waitFor();
  await runs(page, 0);
}

/* The network fails between paper and answer: it is said, and the paper is scanned again. */
async function lost(page, slip) {
  await page.goto(at);
  await page.route("**/rights?*", (route) => route.abort());
  showSheet(slip.path, slip.size);
  await tapped(page, "扫激活单或选民证");
  await page.getByRole("alert").waitFor();
  await page.unroute("**/rights?*");
  await tapped(page, "扫下一个");
  await page.getByText("已领过纸票").waitFor();
  page.wrong = page.wrong.filter((line) => !line.includes("ERR_FAILED"));
}

/* ---- no camera ---- */

async function byPhoto(page, slip, why, shot) {
  await page.goto(at);
  await tapped(page, "扫激活单或选民证");
  await page.getByText(why).waitFor();
  await everyView(page, shot);
  await photo(page, await page.locator("header").screenshot());
  await page.getByText("照片里没有找到码").waitFor();
  await photo(page, Buffer.from("no picture"));
  await page.getByText("照片里没有找到码").waitFor();
  await photo(page, slip.photo);
  await page.getByText("已领过纸票").waitFor();
}

/* ---- from door to door ---- */

const door = (page, number) => page.locator("details details", { hasText: `（${number} 号）` });

async function openList(page) {
  await page.goto(at);
  await page.getByText("还没有投票的选民").tap();
  await page.getByRole("heading", { name: "还没有投票：28 人" }).waitFor();
}

async function visit(page, number, what) {
  await door(page, number).locator("summary").tap();
  await door(page, number).getByRole("button", { name: what }).tap();
  await door(page, number).getByRole("listitem").filter({ hasText: what }).waitFor();
}

async function visits(first, second) {
  await openList(first);
  await openList(second);
  await visit(first, 1, "不在家");
  await visit(second, 1, "要求流动票箱");
  await door(second, 1).getByText("要求流动票箱，共走访 2 次").waitFor();
  expect((await door(second, 1).getByRole("listitem").count()) === 2, "both are kept");
  await everyView(second, "visits");

  await tapped(first, "刷新");
  await door(first, 1).getByText("要求流动票箱，共走访 2 次").waitFor();
  await first.getByRole("combobox", { name: "走访情况" }).selectOption("wants_box");
  await first.getByRole("heading", { name: "还没有投票：1 人" }).waitFor();
  await first.getByRole("combobox", { name: "走访情况" }).selectOption("");
  await printed(first, first.getByRole("button", { name: "打印走访表" }), async (sheet) => {
    expect((await sheet.locator("tbody tr").count()) === 28, "a line for each");
    expect((await sheet.locator(".tick").first().isVisible()), "boxes to tick");
    expect((await sheet.getByText("走访人").isVisible()), "who went");
    expect(!(await sheet.getByRole("button", { name: "不在家" }).first().isVisible()), "no buttons");
  });
}

/* In a large community one building is shown at a time. */
async function many(page) {
  const line = (number) => ({ number, name: "王**", building: number > 150 ? "2" : "1" });
  await answers(page, "**/rights?pending=true*", ({ voters: [voter] }) => ({
    voters: Array.from({ length: 250 }, (_, i) => ({ ...voter, ...line(i + 1) })),
  }));
  await page.goto(at);
  await page.getByText("还没有投票的选民").tap();
  await page.getByRole("heading", { name: "还没有投票：150 人" }).waitFor();
  await page.getByRole("combobox", { name: "楼栋" }).selectOption({ label: "2栋（100 人）" });
  await page.getByRole("heading", { name: "还没有投票：100 人" }).waitFor();
  await page.unroute("**/rights?pending=true*");
}

/* The answer to a note is lost: sent again, it is one visit. */
async function repeated(page) {
  let lostOne = false;
  await page.route("**/visits", async (route) => {
    if (route.request().method() !== "POST" || lostOne) return route.fallback();
    lostOne = true;
    await route.fetch({ url: process.env.GONGYI_SERVICE + new URL(route.request().url()).pathname });
    return route.abort();
  });
  await door(page, 2).locator("summary").tap();
  await door(page, 2).getByRole("button", { name: "已告知投票" }).tap();
  await door(page, 2).getByRole("alert").waitFor();
  await door(page, 2).getByRole("button", { name: "已告知投票" }).tap();
  await door(page, 2).getByText("已告知投票，共走访 1 次").waitFor();
  page.wrong = page.wrong.filter((line) => !line.includes("ERR_FAILED"));
}

/* ---- all of it ---- */

let slip;
await withBrowser(async (browser) => {
  const officer = await activated(browser, slips[0], { permissions: ["camera"] });
  const second = await activated(browser, slips[1], desktop);
  await watchCameras(officer);
  slip = await printSlip(officer);
  await scanAll(officer, slip);
  await letGo(officer);
  await lost(officer, slip);
  await byPhoto(second, slip, "浏览器没有允许使用相机", "scan-denied");
  await visits(officer, second);
  await repeated(officer);
  await many(officer);
  for (const page of [officer, second]) expect(page.wrong.length === 0, page.wrong.join("\n"));
}, cameraFlags(origin));

await withBrowser(async (browser) => {
  const third = await activated(browser, slips[2]);
  await byPhoto(third, slip, "这个网址不是以 https 开头", "scan-insecure");
  expect(third.wrong.length === 0, third.wrong.join("\n"));
});
