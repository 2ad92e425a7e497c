/* A voter tests her phone: it seals, names the ballot, reveals it; another phone makes it again from
 * that. Then she votes with another ballot. Cheating phones are found out. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { writeFileSync } from "node:fs";
import { clean, expect, phone, tapped, withBrowser } from "./phone.mjs";
import { protocol as p } from "./bundle.mjs";
import { everyView } from "./view.mjs";

const { link, secret, round, folder, verifier } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE;

/* What a page sends anywhere, to look for what must stay. */
function sent(page) {
  const all = [];
  page.on("request", (request) => all.push(`${request.url()} ${request.postData() ?? ""}`));
  return all;
}

const hidden = (requests, ...secrets) => {
  for (const one of secrets)
    expect(!requests.some((text) => text.includes(one)), `${one} was sent: ${requests.join("\n")}`);
};

/* The first candidate of the first post, the second of the others. */
async function choose(page) {
  const posts = page.locator("fieldset");
  await posts.first().waitFor();
  for (let i = 0; i < (await posts.count()); i++) await posts.nth(i).locator("label").nth(i ? 1 : 0).tap();
  await tapped(page, "核对选择");
  await page.getByRole("heading", { name: "请核对您的选择" }).waitFor();
}

const chosen = (page) => page.locator(".chosen-names li").allInnerTexts();
/* Where no camera is, it is copied. */
async function linkShown(page) {
  await page.getByText("不能扫码？").tap();
  return page.getByRole("textbox", { name: "链接" }).inputValue();
}
const pathOf = (url) => new URL(url).pathname + new URL(url).hash;
const numberShown = async (page) => (await page.locator(".tracker.number").innerText()).replace(/ /g, "");

async function open(page) {
  await page.getByText("这张选票已封好").waitFor();
  const said = (await page.getByText("这张选票已封好").innerText()).match(/[0-9a-f ]{20,}$/)[0].replace(/ /g, "");
  await page.getByText("试一试我的手机").tap();
  await page.getByText("第一步").waitFor();
  expect((await numberShown(page)) === said, "two numbers for one ballot");
  return linkShown(page);
}

async function check(other, url, heading) {
  await other.goto("/in"); /* a camera opens a page of its own */
  await other.goto(pathOf(url));
  await other.getByText(heading, { exact: true }).waitFor();
  expect(!other.url().includes("#"), "what was scanned is still in the address");
}

/* The same in a program that is not the client's. */
async function outside(text, expected) {
  const { code = 0, stdout } = await promisify(execFile)(verifier, [`${folder}/election.json`, "--test-ballot", text]).catch((error) => error);
  expect(code === expected, `gongyi-verify: ${code}\n${stdout}`);
  return stdout;
}

/* What a phone would reveal that encrypts the second answer of the first post and says the first. */
function lying(text) {
  const revealed = p.readRevealed(text);
  const bits = revealed.bits.map((byte, i) => (i ? byte : byte ^ 0b01100000));
  return p.revealedText({ ...revealed, bits });
}

/* The code of the test does not come: that is said, and she votes. */
async function withoutItsCode(browser) {
  const page = await phone(browser);
  await page.route(/assets\/test-/, (route) => route.abort());
  await page.goto(link);
  await choose(page);
  await page.getByText("试一试我的手机").tap();
  await page.getByText("网络不通").waitFor();
  await clean(page, "test-unloaded");
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
  await page.context().close();
}

/* The thread that held her ballot broke: nothing is cast or revealed, and it is sealed anew. */
async function withBrokenThread(browser) {
  const page = await phone(browser);
  await page.goto(link);
  await choose(page);
  await open(page);
  const lost = await page.locator(".tracker.number").innerText();
  const broken = page.waitForEvent("pageerror").catch(() => undefined);
  await page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error("broken"); }));
  await broken;
  await tapped(page, "不投这张，公开它");
  await page.getByText("没能运行投票程序").waitFor();
  await tapped(page, "确认投票");
  await page.waitForFunction((lost) => document.querySelector(".tracker.number")?.textContent !== lost, lost);
  await page.getByText("没能运行投票程序").waitFor(); /* once: of this ballot nothing failed */
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();
  await page.context().close();
}

await withBrowser(async (browser) => {
  const page = await phone(browser);
  const other = await phone(browser);
  const requests = sent(page);
  const asked = sent(other);

  const json = await (await fetch(`${service}/v1/rounds/${round}/election`)).text();
  writeFileSync(`${folder}/election.json`, json);

  await page.goto(link);
  await page.locator("fieldset").first().waitFor();
  for (const language of ["English", "中文"]) await tapped(page, language);
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true); /* from here on the booth asks nothing */
  await choose(page);
  const names = await chosen(page);
  const first = await open(page);
  await everyView(page, "test-number");

  await check(other, first, "已记下编号");
  expect((await numberShown(other)) === (await numberShown(page)), "another number");
  await everyView(other, "test-kept");

  await tapped(page, "不投这张，公开它");
  await page.getByRole("heading", { name: "这张选票只作试验" }).waitFor();
  expect((await page.getByRole("button", { name: "确认投票" }).count()) === 0, "a test ballot can be cast");
  await everyView(page, "test-revealed");
  const second = await linkShown(page);
  expect(second.startsWith(first), "another ballot is revealed than was named");
  expect(!second.includes(secret), "the voting key is revealed");
  const text = second.split("#")[1];
  const { seed, hash } = p.readRevealed(text);

  await check(other, second, "✓ 一致");
  await other.getByText("也就是这台设备先前记下的").waitFor();
  expect((await chosen(other)).join() === names.join(), `${await chosen(other)} instead of ${names}`);
  await everyView(other, "test-same");
  const said = await outside(text, 0);
  for (const name of names) expect(said.includes(name), `${name} is missing in ${said}`);
  expect(said.includes(hash), said);

  /* she goes on to vote: another ballot, and the first is in nobody's hands */
  await tapped(page, "回去投票");
  await page.getByRole("heading", { name: "请核对您的选择" }).waitFor();
  const third = await open(page);
  expect(third !== first, "a revealed ballot is used again");
  await page.context().setOffline(false);
  page.wrong.length = 0; /* the browser itself reports the lost requests */
  await tapped(page, "确认投票");
  await page.getByRole("heading", { name: "投票成功" }).waitFor();

  const cast = requests.filter((one) => one.includes("/ballots "));
  expect(cast.length === 1, `${cast.length} ballots were sent`);
  const ballot = JSON.parse(cast[0].slice(cast[0].indexOf("{")));
  const named = p.readRevealed(third).hash;
  expect(ballot.signature.hash === p.b64(p.unhex(named)), "another ballot was cast than was named");
  const rest = text.split(".")[3];
  hidden(requests, hash, p.b64(p.unhex(hash)), p.hex(seed), rest, secret);
  hidden(asked, hash, text.split(".")[2], p.hex(seed), rest);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(!kept.includes("test-"), kept);

  /* ---- phones that cheat ---- */

  await check(other, first, "已记下编号");
  await check(other, `${first.split("#")[0]}#${lying(text)}`, "不一致");
  await everyView(other, "test-other");
  await outside(lying(text), 1);
  /* one that seals anew what it says, once it knows that it is tested */
  const again = p.hold({ election: json, credential: secret, marks: p.remake(json, text).marks }, p.systemRandom);
  const fresh = p.revealHeld(again);
  await check(other, first, "已记下编号");
  await check(other, `${first.split("#")[0]}#${fresh}`, "公开的不是先扫的那一张");
  await everyView(other, "test-exchanged");
  await outside(fresh, 0); /* it is what it says; only the number kept before tells */
  await check(other, `${first.split("#")[0]}#${fresh}`, "✓ 一致"); /* nothing was kept */
  await other.getByText("编号是不是您在公开之前抄下的").waitFor();

  /* ---- links that are none ---- */

  for (const wrong of ["hello", "%zz", text.slice(0, -3), `${text}A`, `${text.slice(0, -1)}B`, text.replace(/^1/, "2")]) {
    await check(other, `${first.split("#")[0]}#${wrong}`, "核对一部投票手机");
    await other.getByText("这个链接不完整").waitFor();
  }
  await clean(other, "test-wrong");
  await other.goto("/in");
  await other.goto("/test");
  await other.getByRole("heading", { name: "核对一部投票手机" }).waitFor();
  await everyView(other, "test-asked");
  await other.getByLabel("或者粘贴链接").fill(` ${second} `);
  await other.getByRole("button", { name: "核对", exact: true }).tap();
  await other.getByText("✓ 一致").waitFor();
  /* a second link in the same place, as when it is pasted into the address */
  await other.evaluate((url) => (location.href = url), pathOf(first));
  await other.getByText("已记下编号").waitFor();

  await withoutItsCode(browser);
  await withBrokenThread(browser);

  const wrong = other.wrong.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one));
  expect(wrong.length === 0, wrong.join("\n"));
  expect(page.wrong.length === 0, page.wrong.join("\n"));
});
