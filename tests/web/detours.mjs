/* Where an election does not go straight: an objection to the list is decided; a box with a paper
 * missing is explained; seats that stay empty call for a further round. */
import { protocol as p } from "./bundle.mjs";
import { activated } from "./people.mjs";
import { clean, expect, tapped, withBrowser } from "./phone.mjs";

const { slip, election, round, objection, second, closed } = JSON.parse(process.argv[2]);
const service = process.env.GONGYI_SERVICE;
const at = `/office/election/${election}`;

/* So many days after the first polling, as an input of the kind datetime-local holds it. */
function local(days, clock) {
  const day = new Date(Date.parse(closed) + days * 24 * 3600_000).toISOString().slice(0, 10);
  return `${day}T${clock}`;
}

async function surely(page, name) {
  await tapped(page, name);
  await page.locator(".said.warn").getByRole("button", { name }).tap();
}

async function decide(page) {
  await page.goto(at);
  await page.getByRole("heading", { name: "漏登" }).waitFor();
  await page.getByText("尚有 1 件异议未作决定").waitFor();
  await surely(page, "作出决定");
  await page.getByText("请检查：理由").waitFor();
  await clean(page, "detour-objection");
  await page.getByRole("combobox", { name: "决定" }).selectOption("rejected");
  await page.getByLabel("理由").fill("不符合登记条件");
  await surely(page, "作出决定");
  await page.getByText("驳回").waitFor();
  await page.getByText("尚有 1 件异议未作决定").waitFor({ state: "detached" });
}

async function explain(page) {
  await page.goto(`/office/count/${round}`);
  await page.getByText("收回的选票少于发出的选票").waitFor();
  await clean(page, "detour-mismatch");
  await page.goto(at);
  await page.getByText("票箱清点尚未完成或不符").waitFor();
  expect((await page.getByRole("button", { name: "生成结果" }).count()) === 0, "not yet");
  await page.goto(`/office/count/${round}`);
  await page.getByLabel("说明（将公布）").fill("一名选民领票后未投");
  await tapped(page, "保存说明");
  await page.locator("p", { hasText: "一名选民领票后未投" }).waitFor();
}

async function signSecond() {
  const headers = { Authorization: `Bearer ${second.token}`, "Content-Type": "application/json" };
  const result = `${service}/v1/rounds/${round}/result`;
  const payload = await (await fetch(`${result}/payload`, { headers })).text();
  const envelope = JSON.parse(p.signStatement("result", payload, p.newSigner(p.unhex(second.seed))));
  const body = JSON.stringify({ envelope });
  const reply = await fetch(`${result}/signatures`, { method: "POST", headers, body });
  expect(reply.status === 201, `second signature: ${reply.status}`);
}

async function goOn(page) {
  await page.goto(at);
  await tapped(page, "生成结果");
  await surely(page, "签署结果");
  await page.getByText("已有一人签署").waitFor();
  await signSecond();
  await page.reload();
  await page.getByRole("heading", { name: "另行选举" }).waitFor();
  await page.getByText("尚须先进行另行选举或再次投票").waitFor();
  await page.getByLabel("投票开始").fill(local(3, "08:00"));
  await page.getByLabel("投票截止").fill(local(3, "20:00"));
  await clean(page, "detour-further");
  await tapped(page, "安排投票");
  await page.getByRole("heading", { name: "下一步：正在投票" }).waitFor();
}

await withBrowser(async (browser) => {
  const officer = await activated(browser, slip);
  if (objection) await decide(officer);
  else {
    await explain(officer);
    await goOn(officer);
  }
  expect(officer.wrong.length === 0, officer.wrong.join("\n"));
});
