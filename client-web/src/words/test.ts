/* What the test of a phone says, in the booth and on the device that checks. */
import { dictionary } from "./words";
import zh from "./test.zh.json";

export const c = dictionary<keyof typeof zh>(zh, () => import("./test.en.json"));
