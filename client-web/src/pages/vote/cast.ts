/* Sending a sealed ballot. It is kept until its receipt is here, and a repeat is the same ballot. */
import { api, asked } from "../../api/api";
import { voting } from "../../app/voting";
import { ProtocolError } from "../../protocol/errors";
import { type Pending, put, type Receipt, remove } from "../../store/db";
import type { Vote } from "./load";

/* Sends it and keeps the receipt once its signature by the record's key holds. */
export async function cast(vote: Vote, ballot: Pending): Promise<Receipt> {
  await put("pending", ballot.round, ballot);
  const reply = await asked(
    api.POST("/v1/rounds/{uuid}/ballots", {
      params: { path: { uuid: ballot.round } },
      headers: { "Content-Type": "application/octet-stream" },
      body: ballot.text,
      bodySerializer: () => ballot.text,
    }),
  );
  const record = await asked(
    api.GET("/v1/bodies/{body_id}/record", {
      params: { path: { body_id: vote.round.body_id } },
    }),
  );
  const envelope = JSON.stringify(reply.receipt);
  const said = await voting.openReceipt(envelope, record.key);
  if (said.fingerprint !== ballot.fingerprint || said.round !== ballot.round)
    throw new ProtocolError("other_ballot", "");
  const receipt: Receipt = {
    round: ballot.round,
    title: vote.round.title,
    body: vote.round.body_id,
    fingerprint: ballot.fingerprint,
    batch: said.batch,
    due: said.due,
    envelope,
  };
  await put("receipts", receipt.fingerprint, receipt);
  await remove("pending", ballot.round);
  return receipt;
}
