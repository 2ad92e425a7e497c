/* What the big screen says; residents' phones do not load it. */
import { dictionary } from "./words";
import zh from "./screen.zh.json";

export type ScreenWord = keyof typeof zh;
export const s = dictionary<ScreenWord>(zh, () => import("./screen.en.json"));
