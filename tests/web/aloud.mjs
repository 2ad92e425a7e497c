/* The elder view reads a page aloud (D16), by voices that live on the phone and by no others. */
import { expect, phone, shots, tapped, withBrowser } from "./phone.mjs";
import { everyView } from "./view.mjs";

const { link, election } = JSON.parse(process.argv[2]);
const start = (page, name = "朗读本页") => page.getByRole("button", { name, exact: true });
const spoken = (page) => page.evaluate(() => globalThis.spoken);

/* A browser that speaks: what it was told to say is kept, and ends when the test says so. */
async function speaking(browser, voices) {
  const page = await phone(browser);
  await page.addInitScript((known) => {
    globalThis.spoken = [];
    globalThis.SpeechSynthesisUtterance = class {
      constructor(text) {
        this.text = text;
      }
    };
    const speech = new EventTarget();
    let late = [];
    Object.assign(speech, {
      getVoices: () => late,
      speak: (said) => globalThis.spoken.push(said),
      cancel: () => (globalThis.spoken = []),
    });
    Object.defineProperty(globalThis, "speechSynthesis", { value: speech });
    setTimeout(() => {
      late = known;
      speech.dispatchEvent(new Event("voiceschanged"));
    }, 50);
  }, voices);
  return page;
}

const voice = (lang, localService = true) => ({ lang, localService, name: lang });

async function reads(browser) {
  const page = await speaking(browser, [voice("zh-CN", false), voice("zh-TW"), voice("en-US", false)]);
  await page.goto(election);
  await page.getByRole("heading", { name: "日程" }).waitFor();
  await page.waitForTimeout(100); /* the voices are there */
  expect((await start(page).count()) === 0, "the standard view reads aloud");
  await everyView(page, "aloud");
  await tapped(page, "关怀版");
  await start(page).tap();
  const said = await spoken(page);
  expect(said[0].text === (await page.locator("h1").innerText()), "the title comes first");
  expect(said.some(({ text }) => text === "日程"), "a heading is read");
  expect(said.every(({ voice }) => voice.lang === "zh-TW"), "a voice that is not the phone's own");
  await tapped(page, "停止朗读");
  expect((await spoken(page)).length === 0, "it goes on");
  await start(page).tap();
  await page.evaluate(() => globalThis.spoken[globalThis.spoken.length - 1].onend());
  await start(page).tap(); /* it came to its end by itself, and begins again */
  await page.locator(".bar a[href='/']").tap();
  await start(page).waitFor();
  expect((await spoken(page)).length === 0, "another page, and it goes on");
  await tapped(page, "English");
  await page.getByRole("button", { name: "中文" }).waitFor();
  expect((await start(page, "Read this page aloud").count()) === 0, "English by a voice of elsewhere");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

/* On the way to a vote a touch on the page stops what is no longer there. */
async function stops(browser) {
  const page = await speaking(browser, [voice("zh-CN")]);
  await page.goto("/?elder=1");
  await page.goto(link);
  await page.locator("fieldset").first().waitFor();
  await start(page).tap();
  await tapped(page, "停止朗读");
  await start(page).tap();
  await page.locator("fieldset label").first().tap();
  await start(page).waitFor();
  expect((await spoken(page)).length === 0, "it reads what was there before");
  if (shots) await page.screenshot({ path: `${shots}/aloud-vote.png` });
  await page.context().close();
}

async function silent(browser, prepare) {
  const page = await phone(browser);
  await page.addInitScript(prepare);
  await page.goto("/?elder=1");
  await page.locator("main .card").first().waitFor();
  expect((await start(page).count()) === 0, "a button that does nothing");
  expect(page.wrong.length === 0, page.wrong.join("\n"));
  await page.context().close();
}

await withBrowser(async (browser) => {
  await reads(browser);
  await stops(browser);
  await silent(browser, () => Object.defineProperty(globalThis, "speechSynthesis", { value: undefined }));
  await silent(browser, () => {});
});
