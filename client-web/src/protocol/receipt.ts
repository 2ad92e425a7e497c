/* What the service says when it took a ballot: a statement of kind "receipt" by the body's record
 * key. */
import { openStatement, readNoteKey } from "./statement";

export interface ReceiptStatement {
  body: string;
  round: string;
  fingerprint: string; // hexadecimal
  batch: number;
  due: string; // RFC 3339: by then the batch stands in the record
}

/* Throws a ProtocolError unless `key` (as recordState gives it) signed the envelope. */
export const openReceipt = (envelope: string, key: string): ReceiptStatement =>
  JSON.parse(openStatement(envelope, "receipt", readNoteKey(key).public)) as ReceiptStatement;
