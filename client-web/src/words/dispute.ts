/* What is said of disputes; loaded only where there is one, or something to dispute. */
import { dictionary } from "./words";
import zh from "./dispute.zh.json";

export type DisputeWord = keyof typeof zh;
export const d = dictionary<DisputeWord>(zh, () => import("./dispute.en.json"));
