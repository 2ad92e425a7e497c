/* What people do on their phones, for tests of more than one person. */
import { protocol as p } from "./bundle.mjs";
import { expect, phone, tapped } from "./phone.mjs";

const service = process.env.GONGYI_SERVICE;

/* A phone whose owner came in by her slip, at home. */
export async function activated(browser, slip, settings) {
  const page = await phone(browser, { acceptDownloads: true, ...settings });
  await page.goto(slip);
  await tapped(page, "在这部手机上启用");
  await tapped(page, "进入首页");
  return page;
}

/* ---- trustees ---- */

export async function beginKey(page) {
  await page.getByRole("heading", { name: "监票人：生成计票钥匙" }).waitFor();
  await page.getByRole("link", { name: "去办理" }).tap();
  await tapped(page, "开始生成");
}

export const compares = (page) => page.getByText("请与全体监票人签字的纸面逐一核对").waitFor();
export const keyReady = (page) => page.getByText("计票钥匙已就绪").waitFor();

/* All of them find the same fingerprints on their phones and say so. */
export async function confirmKeys(trustees) {
  for (const page of trustees) await compares(page);
  const shown = await Promise.all(
    trustees.map((page) => page.locator(".fingerprints .tracker").allInnerTexts()),
  );
  expect(shown[0].length === trustees.length, "a fingerprint for each");
  for (const other of shown) expect(String(other) === String(shown[0]), "all see the same");
  for (const page of trustees) await tapped(page, "全部一致，继续");
  for (const page of trustees) await keyReady(page);
}

export async function goToOpening(page) {
  await page.goto("/");
  await page.getByRole("heading", { name: "监票人：开票" }).waitFor();
  await page.getByRole("link", { name: "去办理" }).tap();
  await page.getByText("这部手机会下载整份档案").waitFor();
}

/* Decrypts the tally; its number, as the trustees compare it. */
export async function decrypt(page) {
  await tapped(page, "核验并解密");
  await page.getByText("您的解密已交出").waitFor();
  return page.locator(".said .tracker").innerText();
}

/* ---- votes ---- */

/* By voter cards: `choose` gives what is chosen in each question. */
export async function castAll(round, secrets, choose = (questions) => questions.map(() => [0])) {
  const text = await (await fetch(`${service}/v1/rounds/${round}/election`)).text();
  const parsed = p.readElection(text);
  const marks = choose(parsed.questions).map((chosen) => ({ chosen, blank: false }));
  for (const secret of secrets) {
    const { text: ballot } = p.seal(text, parsed, secret, marks, p.systemRandom);
    const reply = await fetch(`${service}/v1/rounds/${round}/ballots`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: ballot,
    });
    expect(reply.status === 201, `ballot: ${reply.status}`);
  }
}
