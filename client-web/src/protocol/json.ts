/* Reading JSON that came from outside: what is not as the format has it is refused with its place. */
import { refuse } from "./errors";

export type Json = Readonly<Record<string, unknown>>;

export function readJson(text: string, place = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("not_json", place);
  }
}

/* An object whose members are some of `names`, in their order: the protocol writes them in one. */
export function members(value: unknown, place: string, names: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    refuse("not_an_object", place);
  let next = 0;
  for (const name of Object.keys(value)) {
    const at = names.indexOf(name, next);
    if (at < 0) refuse(names.includes(name) ? "out_of_order" : "unknown_member", `${place}/${name}`);
    next = at + 1;
  }
  return value as Json;
}

export function text(from: Json, name: string, place: string): string {
  const value = from[name];
  return typeof value === "string" ? value : refuse("not_a_text", `${place}/${name}`);
}

/* A number of things, up to `max`. */
export function count(from: Json, name: string, place: string, max = 255): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > max)
    refuse("not_a_number", `${place}/${name}`);
  return value;
}

/* Every item of a list that is not empty, read by `item`; `n`: it must have so many. */
export function listOf<T>(
  value: unknown,
  place: string,
  item: (value: unknown, place: string, index: number) => T,
  n?: number,
): T[] {
  if (!Array.isArray(value) || !value.length || (n !== undefined && value.length !== n))
    refuse("not_a_list", place);
  return value.map((one, index) => item(one, `${place}/${index}`, index));
}
