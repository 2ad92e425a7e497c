/* What the officers' console says; residents' phones do not load it. */
import { dictionary } from "./words";
import zh from "./office.zh.json";

export type OfficeWord = keyof typeof zh;
export const o = dictionary<OfficeWord>(zh, () => import("./office.en.json"));
