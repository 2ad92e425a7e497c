/* What the auditors' page says. */
import { dictionary } from "./words";
import zh from "./audit.zh.json";

export type AuditWord = keyof typeof zh;
export const a = dictionary<AuditWord>(zh, () => import("./audit.en.json"));
