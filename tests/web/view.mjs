/* The views a page is shown in, and what every one of them keeps: nothing sticks out, letters and
 * targets are large enough (D16), axe-core finds nothing. */
import { clean, expect } from "./phone.mjs";

export const views = [
  { name: "elder", elder: true, settings: {} },
  { name: "english", english: true, settings: {} },
  { name: "elder-english", elder: true, english: true, settings: {} },
  { name: "dark", settings: { colorScheme: "dark" } },
  { name: "elder-dark", elder: true, settings: { colorScheme: "dark" } },
  { name: "small", elder: true, settings: { viewport: { width: 320, height: 568 } } },
  {
    name: "desk",
    settings: { viewport: { width: 1280, height: 800 }, isMobile: false, deviceScaleFactor: 1 },
  },
];

/* What people touch. Links inside a sentence are exempt, as in WCAG 2.5.8. */
const targets =
  "button, a.button, a.card, summary, label.choice, select, input:not(.choice input), .bar a:not(.skip)";

async function measured(page, view) {
  const { wide, font, small } = await page.evaluate((selector) => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    font: parseFloat(getComputedStyle(document.querySelector("main p, main b")).fontSize),
    small: [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0)
      .map(({ text, box }) => ({ text, height: box.height })),
  }), targets);
  const least = view.elder ? 60 : 44;
  expect(wide <= 0, `${view.name}: ${wide} pixels stick out`);
  expect(font >= (view.elder ? 24 : 16), `${view.name}: letters of ${font} pixels`);
  for (const { text, height } of small)
    expect(height >= least, `${view.name}: "${text}" is ${height} pixels high`);
}

export async function seen(page, view, name) {
  await measured(page, view);
  await clean(page, `${name}-${view.name}`);
}

/* ---- a page that stays where it is ---- */

const changing = [
  { name: "elder-english", elder: true, english: true },
  { name: "dark", colorScheme: "dark" },
  { name: "small", elder: true, width: 320 },
  { name: "desk", width: 1280 },
];

async function turn(page, { elder, english }) {
  const [elderButton, langButton] = await page.locator(".bar button").all();
  if (elder) await elderButton.tap();
  if (english) await langButton.tap();
  if (english) await page.waitForTimeout(100); /* its words are fetched */
}

async function look(page, view, name) {
  const before = page.viewportSize();
  await page.emulateMedia({ colorScheme: view.colorScheme ?? "light", reducedMotion: "reduce" });
  if (view.width) await page.setViewportSize({ width: view.width, height: before.height });
  await turn(page, view);
  await seen(page, view, name);
  await turn(page, view);
  await page.setViewportSize(before);
}

/* As it is, and in every view. */
export async function everyView(page, name) {
  await clean(page, name);
  for (const view of changing) await look(page, view, name);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
