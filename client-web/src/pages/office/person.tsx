/* Finding somebody on the roll by her whole name, among those who share it by where they live. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { Button } from "../../parts/button";
import { o, type OfficeWord } from "../../words/office";
import type { SchemaMaskedPerson } from "#schema";

export interface Person {
  id: string;
  name: string; // whole, as it was typed
}

/* The roll keeps bare numbers where there are numbers. */
export function place(value: string | undefined, word: OfficeWord): string {
  return value && /^\d/.test(value) ? o(word, { n: value }) : (value ?? "");
}

export const home = ({ building, entrance, room }: Partial<SchemaMaskedPerson>): string =>
  [
    place(building, "home.building"),
    place(entrance, "home.entrance"),
    place(room, "home.room"),
  ].join("");

interface PersonSearchProps {
  body: string;
  onFound: (person: Person) => void;
}

export function PersonSearch({ body, onFound }: PersonSearchProps) {
  const form = useForm({ name: "" });
  const [found, setFound] = useState<{ name: string; people: SchemaMaskedPerson[] }>();
  const search = async () => {
    const name = form.values.name.trim();
    const params = { path: { body_id: body }, query: { name } };
    const { people } = await asked(api.GET("/v1/bodies/{body_id}/people", { params }));
    setFound({ name, people: name ? people : [] });
  };
  const choose = (person: SchemaMaskedPerson) => {
    onFound({ id: person.id, name: found?.name ?? "" });
    setFound(undefined);
    form.set({ name: "" });
  };
  return (
    <>
      <Field {...form.bind("name")} label={o("person.name")} />
      <Act act={search}>{o("person.search")}</Act>
      {found?.people.length === 0 && <p role="status">{o("person.none")}</p>}
      {found?.people.map((person) => (
        <Button key={person.id} onClick={() => choose(person)}>
          {o("person.choose", { name: found.name, home: home(person) })}
        </Button>
      ))}
    </>
  );
}
