/* An officer's whole election in the browser: from the file of residents to the archived result, with
 * two committee members, two counters, and three trustees on phones of their own. */
import { readFileSync, writeFileSync } from "node:fs";
import { activated, beginKey, castAll, confirmKeys, decrypt, goToOpening } from "./people.mjs";
import { clean, expect, phone, printed, real, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { slip, now, archive } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE;
const roll = readFileSync("tests/walk/roll.csv");
const people = String(roll)
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","))
  .map(([building, entrance, room, name]) => ({ name, home: `${building}${entrance}${room}` }));
const person = (line) => people[line - 1];

/* So many days from now, as an input of the kind datetime-local holds it. */
function local(days, clock) {
  const at = new Date(Date.parse(now) + (days * 24 + 8) * 3600_000);
  return `${at.toISOString().slice(0, 10)}T${clock}`;
}

/* What cannot be taken back is asked about once more. */
async function surely(page, name) {
  await tapped(page, name);
  await page.locator(".said.warn").getByRole("button", { name }).tap();
}

async function moveClock(page, to) {
  await page.goto("/office");
  await page.getByText("演练时钟").tap();
  await page.getByLabel("调到").fill(to);
  await tapped(page, "往前调");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("input[type=datetime-local]")].every(({ value }) => !value),
  );
}

async function find(scope, line) {
  const { name, home } = person(line);
  await scope.getByLabel("姓名（全名）").fill(name);
  await scope.getByRole("button", { name: "查找" }).tap();
  await scope.getByRole("button", { name: `${name}，${home}` }).tap();
}

/* ---- the roll ---- */

const findings = (page) => page.locator(".card > table tbody tr").allInnerTexts();

/* Workbooks that openpyxl and LibreOffice wrote from the same list, with dates as dates, an ID number
 * as a number, and a name that is none. */
async function importWorkbooks(page, file) {
  for (const name of ["roll.xlsx", "roll-libreoffice.xlsx"]) {
    await file.setInputFiles(`tests/web/${name}`);
    await page.getByText("文件有错误，没有录入任何内容").waitFor();
    const [id, wrongName, ...more] = await findings(page);
    expect(id.startsWith("3\t证件号\t错误"), `${name}: ${id}`);
    expect(wrongName.startsWith("5\t姓名\t错误"), `${name}: ${wrongName}`);
    expect(more.length === 0, `${name}: ${more}`);
    await clean(page, `office-${name}`);
    await tapped(page, "放弃这个文件");
    await page.getByText("30 行").nth(1).waitFor();
  }
  await file.setInputFiles({ name: "x.xlsx", mimeType: "", buffer: Buffer.from("PK\u0003\u0004 no zip") });
  await page.getByText("这个工作簿读不出来").waitFor();
}

async function importRoll(page) {
  await page.goto("/office/roll");
  const file = page.getByLabel("名册文件");
  const bad = String(roll).replace("990101195702020027", "990101195702020028");
  await file.setInputFiles({ name: "roll.csv", mimeType: "text/csv", buffer: Buffer.from(bad) });
  await page.getByText("文件有错误，没有录入任何内容").waitFor();
  const row = page.getByRole("row").nth(1);
  expect((await row.innerText()).startsWith("3\t证件号\t错误"), await row.innerText());
  expect((await page.getByRole("button", { name: "接受并录入" }).count()) === 0, "not acceptable");
  await everyView(page, "office-roll-bad");
  await tapped(page, "放弃这个文件");
  await page.getByText("已放弃").waitFor();
  await importWorkbooks(page, file);
  await file.setInputFiles({ name: "roll.csv", mimeType: "text/csv", buffer: roll });
  await page.getByText("新增").first().waitFor();
  await clean(page, "office-roll");
  await surely(page, "接受并录入");
  await page.getByText("30 行，新增 30，变更 0").waitFor();
}

/* ---- offices and slips ---- */

async function give(card, role) {
  await card.getByRole("combobox", { name: "职务" }).selectOption(role);
  await card.getByLabel("任期结束").fill("2035-12-31");
  await card.getByRole("button", { name: "授予", exact: true }).tap();
}

async function grant(page, line, role) {
  const card = page.locator("section.card", { hasText: "授予职务" }).first();
  await find(card, line);
  await give(card, role);
  await card.getByLabel("任期结束").waitFor({ state: "detached" });
}

/* The first officer gives herself what she also does. */
async function keepRoll(page) {
  await page.goto("/office/staff");
  await page.getByText("更改职务").tap();
  await give(page.locator("details[open]"), "roll_keeper");
  await page.locator("li", { hasText: "名册管理" }).waitFor();
}

/* In by what is printed: the list number and the code. */
async function byHand(browser, number, code) {
  const page = await phone(browser);
  await page.goto("/in");
  await page.getByText("手动输入激活单").tap();
  await page.getByLabel("激活单编号").fill(number);
  await page.getByLabel("激活码").fill(code);
  await tapped(page, "在这部手机上启用");
  await tapped(page, "进入首页");
  return page;
}

async function slipFor(page, browser, line) {
  const card = page.locator("section.card", { hasText: "给居民发激活单" });
  await find(card, line);
  await card.getByRole("button", { name: "发激活单" }).tap();
  const code = await card.locator(".sheet .tracker").innerText();
  const number = /编号 (\d+)/.exec(await card.locator(".sheet").innerText())[1];
  if (line === 1) await everyView(page, "office-slip");
  return byHand(browser, number, code);
}

/* ---- the election ---- */

async function draft(page) {
  await page.goto("/office");
  await page.getByText("新建选举").tap();
  await page.getByLabel("选举名称").fill("居民委员会换届选举");
  await page.getByLabel("名额").nth(2).fill("2");
  await page.getByLabel("投票开始").fill(local(-1, "08:00"));
  await page.getByLabel("投票截止").fill(local(31, "20:00"));
  await tapped(page, "建立选举");
  await page.getByText("请检查：投票开始").waitFor();
  await clean(page, "office-draft");
  await page.getByLabel("投票开始").fill(local(31, "08:00"));
  await tapped(page, "建立选举");
  await page.getByRole("heading", { name: "下一步：选举委员会已产生" }).waitFor();
  return new URL(page.url()).pathname;
}

const next = (page, state) => page.getByRole("heading", { name: `下一步：${state}` }).waitFor();

async function toCandidates(page, other, at) {
  await other.goto(at);
  await next(other, "选举委员会已产生");
  await tapped(page, "进入“选举委员会已产生”");
  await next(page, "选民登记");
  /* the other officer's page is old; it says so by showing where things stand */
  await tapped(other, "进入“选举委员会已产生”");
  await next(other, "选民登记");
  await tapped(page, "进入“选民登记”");
  await next(page, "选民名单已公布");
  await clean(page, "office-registering");
  await surely(page, "进入“选民名单已公布”");
  await page.getByText("异议期至").waitFor();
  await clean(page, "office-objections");
  await moveClock(page, local(12, "08:00"));
  await page.goto(at);
  await tapped(page, "进入“异议期已结束”");
  await next(page, "提名候选人");
  await tapped(page, "进入“提名候选人”");
  await page.getByText("2 个名额只有 0 名候选人").waitFor();
  await everyView(page, "office-nominating");
}

async function stand(page, line, post) {
  await find(page.locator("details", { hasText: "候选人" }).first(), line);
  await page.getByRole("combobox", { name: "职位" }).selectOption({ label: post });
  await page.getByLabel("自我介绍").fill("为大家服务");
  await tapped(page, "登记候选人");
  await page.locator("li", { hasText: person(line).name }).waitFor();
}

async function printNotices(page) {
  await page.getByText("公告（张贴用）").tap();
  await printed(page, page.getByRole("button", { name: "打印选民名单公告" }), async (sheet) => {
    const lines = await sheet.locator("ol li").allInnerTexts();
    expect(lines.length === 30 && lines[0] === "王** 1栋", lines.join("\n"));
    expect((await sheet.innerText()).includes("居民选举委员会（盖章）"), "place for the seal");
    expect(!(await page.getByRole("heading", { name: "下一步" }).isVisible()), "nothing else");
  });
  await printed(page, page.getByRole("button", { name: "打印候选人公告" }), async (sheet) => {
    const text = await sheet.innerText();
    for (const line of [10, 11, 12, 13, 14]) expect(text.includes(person(line).name), text);
  });
  await clean(page, "office-board");
}

/* What a camera makes is drawn anew on the device; what is no picture is said to be none. */
async function addPhoto(page, line) {
  const { name } = person(line);
  await page.getByText(`${name} 的照片`).tap();
  await page.getByLabel(`${name} 本人同意公开这张照片`).check();
  const file = page.getByLabel("选择照片");
  await file.setInputFiles({ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("GIF89a") });
  await tapped(page, "使用这张照片");
  await page.getByText("不是能打开的图片").waitFor();
  await file.setInputFiles("tests/web/candidate.jpg");
  await tapped(page, "使用这张照片");
  await page.getByRole("button", { name: "撤下照片" }).waitFor();
  expect((await width(page)) === 240, "the photo is there, at its size");
  await everyView(page, "office-photo");
}

const width = (page) => page.locator("img.photo").first().evaluate((image) => image.decode().then(() => image.naturalWidth));

async function enterCandidates(page) {
  for (const line of [10, 11]) await stand(page, line, "主任");
  await addPhoto(page, 10);
  for (const line of [12, 13, 14]) await stand(page, line, "委员");
  await surely(page, "进入“正式候选人已公布”");
  await page.getByText("监票人密钥设置尚未完成").waitFor();
  await printNotices(page);
  await clean(page, "office-published");
}

async function appoint(page) {
  const part = page.locator("details[open]", { hasText: "开票至少需要几人" });
  for (const line of [7, 8, 9]) await find(part, line);
  await everyView(page, "office-trustees");
  await surely(page, "指定监票人");
  await page.getByText("共 3 名，至少 2 名一起开票").waitFor();
}

/* Cards for list numbers 1 to 20; what is printed on them. */
async function makeCards(page, at) {
  await page.goto(at.replace("election", "cards"));
  await page.getByLabel("到几号选民").fill("20");
  await surely(page, "生成并登记");
  await page.getByText("已登记 20 张选民证").waitFor();
  await clean(page, "office-cards");
  await printed(page, page.getByRole("button", { name: "打印 20 张选民证" }), async (sheet) =>
    expect((await sheet.locator("svg.qr").count()) === 20, "a code on every card"),
  );
  return page.locator(".sheet .tracker").allInnerTexts();
}

/* ---- polling ---- */

async function openBox(page, at) {
  await page.goto(at);
  await page.getByText("增加票箱").tap();
  await page.getByLabel("名称").fill("主会场");
  await page.getByLabel("印制的选票张数").fill("10");
  await page.route("**/boxes", async (route) => {
    await route.fetch({ url: real(route.request()) });
    await route.abort();
  });
  await page.getByRole("button", { name: "增加", exact: true }).tap();
  await page.getByText("网络不通").waitFor();
  await page.unroute("**/boxes");
  page.wrong.length = 0;
  await page.getByRole("button", { name: "增加", exact: true }).tap();
  await page.getByText("发出 0，印制 10").waitFor();
  expect((await page.getByText("主会场").count()) === 1, "the answer was lost, the box is one");
  await everyView(page, "office-polling");
}

async function look(page, typed) {
  await page.getByLabel("选民编号").fill(typed);
  await tapped(page, "查找");
}

async function issuePaper(page, number) {
  await look(page, number);
  await page.getByText("还没有投票", { exact: true }).waitFor();
  await page.getByLabel("已核对本人身份证件").check();
  await tapped(page, "发出选票");
  await page.getByText(`已发出：${number} 号`).waitFor();
}

async function desk(page, at) {
  await page.goto(at);
  await page.getByRole("link", { name: "发放选票" }).tap();
  await page.getByText("已投票 14 人，共 30 人").waitFor();
  await look(page, "1");
  await page.getByText("已在线投票，不发纸票").waitFor();
  await everyView(page, "office-desk-online");
  for (const number of ["21", "22"]) await issuePaper(page, number);
  await page.getByText("已投票 16 人，共 30 人").waitFor();
  await page.getByText("网上 14，纸质 2，代投 0").waitFor();
  await page.getByText("✓ 已达到有效人数（16 人）").waitFor();
  await page.getByText("各楼栋").tap();
  await clean(page, "office-desk");
  await look(page, "22");
  await page.getByText("已领过纸票").waitFor();
  await page.getByText("还没有投票的选民").tap();
  await page.getByRole("heading", { name: "还没有投票：14 人" }).waitFor();
  await page.getByRole("combobox", { name: "楼栋" }).selectOption({ label: "1栋（1 人）" });
  await page.getByRole("heading", { name: "还没有投票：1 人" }).waitFor();
  await clean(page, "office-pending");
  await look(page, "张建军");
  await page.getByRole("heading", { name: "号 张" }).nth(1).waitFor(); /* two share the name */
}

/* The big screen in the hall is opened once; what happens comes to it. */
async function hang(browser, uuid) {
  const wall = await phone(browser, {
    viewport: { width: 1280, height: 720 },
    isMobile: false,
    deviceScaleFactor: 1,
  });
  await wall.goto(`/screen/${uuid}`);
  await wall.getByText("已有 0 人参加").waitFor();
  await wall.getByText("距投票截止").waitFor();
  return wall;
}

/* Papers count at once, online ballots with their batch. */
async function showsPapers(wall) {
  await wall.getByText("已有 2 人参加").waitFor();
  await wall.getByText("至少 16 人参加，选举才有效").waitFor();
  await everyView(wall, "screen");
}

async function showsClosing(wall) {
  await wall.getByText("投票已截止").waitFor();
  await wall.getByText("已有 16 人参加").waitFor();
  await wall.getByText("✓ 已达到有效人数（16 人）").waitFor();
  await clean(wall, "screen-closed");
}

async function showsResult(wall) {
  await wall.getByText("当选").first().waitFor();
  await wall.getByText("线上票数不单独公布").waitFor();
  await everyView(wall, "screen-result");
}

/* In the booth a photo is here before she starts: nothing is asked for then. */
async function boothShowsPhoto(browser, uuid, card) {
  const page = await phone(browser);
  await page.goto(`/vote/${uuid}#${card}`);
  await page.locator("img.photo").waitFor();
  await everyView(page, "booth-photo");
  await page.context().setOffline(true);
  expect((await width(page)) === 240, "the photo in the booth");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

/* ---- the count ---- */

async function enterCount(page, address, figures) {
  await page.goto(address);
  for (const [label, value] of Object.entries(figures)) await page.getByLabel(label).fill(value);
  await tapped(page, "录入我的计票单");
}

async function countBox(page, at, [first, second]) {
  const address = at.replace(/election.*/, "");
  await page.goto(at);
  await page.getByRole("link", { name: "清点票箱" }).tap();
  await page.getByLabel("剩余的空白选票张数").fill("8");
  await surely(page, "封箱");
  await page.getByText("已封箱").waitFor();
  const here = address.replace("/office/", new URL(page.url()).pathname);
  const names = [10, 11, 12, 13, 14].map((line) => `${person(line).name} 得票`);
  const votes = Object.fromEntries(names.map((name, i) => [name, ["2", "0", "2", "1", "1"][i]]));
  const figures = { 收回的选票: "2", 有效票: "2", 无效票: "0", ...votes };
  await enterCount(first, here, figures);
  await first.getByText("已录入一份计票单").waitFor();
  await enterCount(second, here, { ...figures, [names[3]]: "0" });
  await second.getByText("两份计票单不一致，请").waitFor();
  await everyView(second, "office-count-differs");
  await enterCount(second, here, figures);
  await second.getByText("已录入一份计票单").waitFor();
  await enterCount(first, here, figures);
  await first.getByText("已计票").waitFor();
  await clean(first, "office-count");
}

async function signResult(page, at) {
  await page.goto(at);
  await page.getByRole("heading", { name: "计票结果" }).waitFor();
  if (await page.getByRole("button", { name: "生成结果" }).count()) await tapped(page, "生成结果");
  await page.getByText("当选").first().waitFor();
  await everyView(page, "office-result");
  await surely(page, "签署结果");
}

async function announce(officer, second, at) {
  await officer.goto(at);
  await tapped(officer, "合计线上选票");
  await officer.getByText("监票人已交出 0 份解密，需要 2 份").waitFor();
  await clean(officer, "office-tally");
  return async () => {
    await officer.goto(at);
    await tapped(officer, "生成结果");
    await signResult(officer, at);
    await officer.getByText("已有一人签署").waitFor();
    await signResult(second, at);
    await second.getByRole("heading", { name: "下一步：选举完成" }).waitFor();
  };
}

await withBrowser(async (browser) => {
  const officer = await activated(browser, slip);
  await officer.getByRole("link", { name: "进入工作台" }).tap();
  await officer.getByRole("heading", { name: "工作台" }).waitFor();
  await everyView(officer, "office");
  await keepRoll(officer);
  await importRoll(officer);

  await officer.goto("/office/staff");
  for (const line of [1, 2, 3, 4]) await grant(officer, line, "election_committee");
  for (const line of [5, 6]) await grant(officer, line, "counter");
  for (const line of [7, 8, 9]) await grant(officer, line, "trustee");
  await clean(officer, "office-staff");
  const second = await slipFor(officer, browser, 1);
  const counters = [await slipFor(officer, browser, 5), await slipFor(officer, browser, 6)];
  const trustees = [];
  for (const line of [7, 8, 9]) trustees.push(await slipFor(officer, browser, line));

  const at = await draft(officer);
  await toCandidates(officer, second, at);
  await enterCandidates(officer);
  await appoint(officer);
  for (const page of trustees) {
    await page.goto("/");
    await beginKey(page);
  }
  await confirmKeys(trustees);
  const cards = await makeCards(officer, at);
  expect(cards.length === 20 && new Set(cards).size === 20, "twenty different cards");

  await moveClock(officer, local(31, "09:00"));
  await openBox(officer, at);
  const { rounds } = await (await fetch(`${service}/v1${at.replace("/office/election", "/elections")}`)).json();
  const [{ uuid }] = rounds;
  await castAll(uuid, cards.slice(0, 14), (questions) => questions.map(({ max }) => (max > 1 ? [0, 1] : [0])));
  await boothShowsPhoto(browser, uuid, cards[14]);
  const wall = await hang(browser, uuid);
  await desk(officer, at);
  await showsPapers(wall);
  await moveClock(officer, local(31, "20:30"));
  await showsClosing(wall);
  await countBox(officer, at, counters);
  const finish = await announce(officer, second, at);
  for (const page of trustees.slice(0, 2)) {
    await goToOpening(page);
    await decrypt(page);
  }
  await finish();
  await showsResult(wall);
  await second.goto(at);
  await surely(second, "进入“选举完成”");
  await next(second, "工作移交");
  await tapped(second, "进入“工作移交”");
  await tapped(second, "进入“已归档”");
  await second.locator(".state", { hasText: "已归档" }).waitFor();
  await clean(second, "office-archived");
  for (const page of [officer, second, wall, ...counters, ...trustees])
    expect(page.wrong.length === 0, page.wrong.join("\n"));
  const reply = await fetch(`${service}/v1/rounds/${uuid}/archive`);
  writeFileSync(archive, new Uint8Array(await reply.arrayBuffer()));
});
