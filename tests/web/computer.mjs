/* A desk computer that an officer's phone lets in: it works in the console, has no key, and is ended
 * from the phone. */
import { activated } from "./people.mjs";
import { clean, expect, phone, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { slips, election } = JSON.parse(process.argv[2]);
const desktop = { viewport: { width: 1280, height: 800 }, isMobile: false, deviceScaleFactor: 1 };

/* A computer at its page: what its code leads to, and its digits. */
async function asks(page) {
  const reply = page.waitForResponse((r) => r.request().method() === "POST" && /\/v1\/computers$/.test(r.url()));
  await page.goto("/in");
  await page.getByText("在办公室电脑上工作").click();
  const { url, code } = await (await reply).json();
  await page.getByText(code, { exact: true }).waitFor();
  await page.getByRole("img", { name: "二维码" }).waitFor();
  return { at: new URL(url).pathname + new URL(url).hash, code };
}

async function letIn(computer, officer) {
  const { at, code } = await asks(computer);
  await clean(computer, "computer-asks");
  await officer.goto(at);
  await officer.getByText(code, { exact: true }).waitFor();
  expect(!officer.url().includes("#"), "the code stays in the address");
  await everyView(officer, "computer-question");
  await tapped(officer, "一样，允许这台电脑");
  await officer.getByText("已允许").waitFor();
  await computer.getByRole("heading", { name: "工作台" }).waitFor();
}

/* What needs a key is done on the phone. */
async function works(computer) {
  await clean(computer, "computer-console");
  await computer.goto("/");
  await computer.getByText("请在您的手机上办理").first().waitFor();
  await clean(computer, "computer-home");
  await computer.goto(`/office/election/${election}`);
  await computer.getByRole("heading", { name: "第十届居民委员会选举" }).waitFor();
  await computer.goto("/office/staff");
  await computer.getByRole("button", { name: "查找" }).first().waitFor();
  await computer.reload();
  await computer.getByRole("button", { name: "查找" }).first().waitFor();
}

async function endedFromPhone(computer, officer) {
  await officer.goto("/");
  await officer.getByText("我的手机和电脑").tap();
  await officer.getByText("自动退出").waitFor();
  await everyView(officer, "computer-listed");
  await tapped(officer, "让它退出");
  await officer.getByText("自动退出").waitFor({ state: "detached" });
  await computer.goto("/office");
  await computer.getByText("这里是工作人员的页面").waitFor();
  await computer.goto("/");
  await computer.getByText("收到激活单").waitFor();
}

async function refused(computer, officer) {
  const { at } = await asks(computer);
  await officer.goto(at);
  await tapped(officer, "不一样，拒绝");
  await officer.getByText("已拒绝").waitFor();
  await computer.getByText("手机上拒绝了").waitFor();
  await clean(computer, "computer-refused");
  await computer.getByRole("button", { name: "换一个二维码" }).click();
  await computer.getByRole("img", { name: "二维码" }).waitFor();
}

/* She leaves the computer herself. */
async function leaves(computer, officer) {
  await letIn(computer, officer);
  await computer.getByRole("button", { name: "退出这台电脑" }).click();
  await computer.getByText("收到激活单").waitFor();
  await computer.goto("/office");
  await computer.getByText("这里是工作人员的页面").waitFor();
}

/* Who holds no office, who has no key here, and a code whose time is over. */
async function others(browser, computer) {
  const { at } = await asks(computer);
  const resident = await activated(browser, slips[1]);
  await resident.goto(at);
  await resident.getByText("电脑登录是给工作人员用的").waitFor();
  await clean(resident, "computer-resident");
  const stranger = await phone(browser);
  await stranger.goto(at);
  await stranger.getByText("这个浏览器里没有您的钥匙").waitFor();
  await clean(stranger, "computer-no-key");
  for (const page of [resident, stranger]) expect(page.wrong.length === 0, page.wrong.join("\n"));
}

async function scans(officer) {
  await officer.goto(`/in/desk#${"A".repeat(22)}`);
  await officer.getByText("二维码已经过期").waitFor();
  await officer.goto("/");
  await officer.getByText("我的手机和电脑").tap();
  await officer.getByRole("link", { name: "让电脑登录" }).tap();
  await officer.getByText("这个网址不是以 https 开头").waitFor();
  await clean(officer, "computer-scan");
}

await withBrowser(async (browser) => {
  const officer = await activated(browser, slips[0]);
  const computer = await phone(browser, desktop);
  await letIn(computer, officer);
  await works(computer);
  await endedFromPhone(computer, officer);
  await refused(computer, officer);
  await leaves(computer, officer);
  await others(browser, computer);
  await scans(officer);
  for (const page of [officer, computer]) expect(page.wrong.length === 0, page.wrong.join("\n"));
});
