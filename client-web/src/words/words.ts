/* Everything the client says, in two languages. Chinese comes with the page; English is fetched
 * when it is asked for. A text names its parameters in braces: "{n} 人". */
import { signal } from "@preact/signals";
import { keep, kept } from "../store/kept";
import zh from "./zh.json";

export type Word = keyof typeof zh;
export type Lang = "zh" | "en";
type Params = Readonly<Record<string, string | number>>;

const said = signal<{ lang: Lang; words: Readonly<Record<Word, string>> }>({
  lang: "zh",
  words: zh,
});

export const lang = () => said.value.lang;

export function t(word: Word, params?: Params): string {
  return said.value.words[word].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(params?.[name] ?? ""),
  );
}

export async function speak(wanted: Lang): Promise<void> {
  said.value =
    wanted === "en"
      ? { lang: "en", words: (await import("./en.json")).default }
      : { lang: "zh", words: zh };
  document.documentElement.lang = wanted === "en" ? "en" : "zh-CN";
  keep("lang", wanted);
}

/* What was chosen before; else English only where the browser asks for it first. */
export function preferred(): Lang {
  const before = kept("lang");
  if (before === "zh" || before === "en") return before;
  return navigator.language.startsWith("en") ? "en" : "zh";
}

/* A day of the calendar: of a date, or of a time in the community. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", {
    timeZone: "Asia/Shanghai",
    year: "numeric",
    month: "long",
    day: "numeric",
  }).format(new Date(date));
}

/* Times as people in the community read them, wherever the phone thinks it is. */
export function when(time: string): string {
  return new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", {
    timeZone: "Asia/Shanghai",
    month: "long",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(new Date(time));
}
