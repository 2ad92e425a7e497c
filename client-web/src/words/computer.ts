/* What is said where a phone lets a computer in. */
import { dictionary } from "./words";
import zh from "./computer.zh.json";

export type ComputerWord = keyof typeof zh;
export const c = dictionary<ComputerWord>(zh, () => import("./computer.en.json"));
