/* Everything the client says, in two languages. Chinese comes with the code that says it; English is
 * fetched when it is asked for. A text names its parameters in braces: "{n} 人". */
import { signal } from "@preact/signals";
import { keep, kept } from "../store/kept";
import zh from "./zh.json";

export type Lang = "zh" | "en";
export type Params = Readonly<Record<string, string | number>>;
type Texts<W extends string> = Readonly<Record<W, string>>;

const spoken = signal<Lang>("zh");
const fetches: (() => Promise<void>)[] = []; // the English of each dictionary

export const lang = () => spoken.value;

/* The texts of one part of the client, by their names. */
export function dictionary<W extends string>(
  chinese: Texts<W>,
  english: () => Promise<{ default: Texts<W> }>,
) {
  const translated = signal<Texts<W> | undefined>(undefined);
  const fetchEnglish = async () => {
    translated.value ??= (await english()).default;
  };
  fetches.push(fetchEnglish);
  if (spoken.value === "en") void fetchEnglish();
  return (word: W, params?: Params): string => {
    const texts = (spoken.value === "en" && translated.value) || chinese;
    return texts[word].replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? ""));
  };
}

export type Word = keyof typeof zh;
export const t = dictionary<Word>(zh, () => import("./en.json"));

export async function speak(wanted: Lang): Promise<void> {
  if (wanted === "en") await Promise.all(fetches.map((fetchEnglish) => fetchEnglish()));
  spoken.value = wanted;
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
