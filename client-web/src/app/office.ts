/* Who works here, and in which community. */
import { api, asked, Problem } from "../api/api";
import { o } from "../words/office";
import type { SchemaBodyView, SchemaSessionView } from "#schema";
import { enter } from "./session";

export interface Here {
  session: SchemaSessionView;
  body: SchemaBodyView;
}

export const holds = ({ session }: Here, role: string): boolean => session.roles.includes(role);

/* Throws a Problem for whoever holds no office. */
export async function enterOffice(): Promise<Here> {
  const session = await enter();
  if (!session || session.roles.length === 0) throw new Problem("no-office", o("noOffice"), 403);
  const params = { path: { body_id: session.body_id } };
  return { session, body: await asked(api.GET("/v1/bodies/{body_id}", { params })) };
}

/* What an input of the kind datetime-local holds, as the community's clock means it. */
export const instant = (local: string): string => `${local}:00+08:00`;
