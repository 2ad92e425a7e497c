/* Drafting an election: its posts, and when polling is open. */
import { useState } from "preact/hooks";
import { api, asked } from "../../api/api";
import { instant } from "../../app/office";
import { go } from "../../app/route";
import { Button } from "../../parts/button";
import { Field } from "../../parts/field";
import { Act, useForm } from "../../parts/form";
import { o } from "../../words/office";
import type { SchemaBodyView } from "#schema";

interface Post {
  title: string;
  seats: string;
}

interface PostsProps {
  posts: readonly Post[];
  onChange: (posts: readonly Post[]) => void;
}

function Posts({ posts, onChange }: PostsProps) {
  const change = (at: number, changed: Partial<Post>) =>
    onChange(posts.map((post, index) => (index === at ? { ...post, ...changed } : post)));
  return (
    <>
      {posts.map((post, index) => (
        <fieldset key={index}>
          <legend>{o("draft.post", { n: index + 1 })}</legend>
          <Field
            id={`title-${index}`}
            label={o("draft.postTitle")}
            value={post.title}
            onInput={(title) => change(index, { title })}
          />
          <Field
            id={`seats-${index}`}
            label={o("draft.seats")}
            value={post.seats}
            numeric
            onInput={(seats) => change(index, { seats })}
          />
        </fieldset>
      ))}
      <Button onClick={() => onChange([...posts, { title: "", seats: "1" }])}>
        {o("draft.addPost")}
      </Button>
    </>
  );
}

/* An empty line is no post. */
const named = ({ title, seats }: Post) => title.trim() !== "" && seats.trim() !== "";

export function NewElection({ body }: { body: SchemaBodyView }) {
  const form = useForm({ title: "", opens_at: "", closes_at: "" });
  const [posts, setPosts] = useState<readonly Post[]>([
    { title: "主任", seats: "1" },
    { title: "副主任", seats: "" },
    { title: "委员", seats: "" },
  ]);
  const create = async () => {
    const { title, opens_at, closes_at } = form.values;
    const election = await asked(
      api.POST("/v1/bodies/{body_id}/elections", {
        params: { path: { body_id: body.id } },
        body: {
          title,
          opens_at: instant(opens_at),
          closes_at: instant(closes_at),
          posts: posts.filter(named).map((post) => ({ title: post.title, seats: Number(post.seats) })),
        },
      }),
    );
    await go(`/office/election/${election.id}`);
  };
  const labels = {
    title: o("draft.name"),
    opens_at: o("draft.opens"),
    closes_at: o("draft.closes"),
    posts: o("draft.posts"),
    seats: o("draft.seats"),
  };
  return (
    <details>
      <summary>{o("draft.title")}</summary>
      <Field {...form.bind("title")} label={labels.title} />
      <Posts posts={posts} onChange={setPosts} />
      <Field {...form.bind("opens_at")} label={labels.opens_at} type="datetime-local" />
      <Field {...form.bind("closes_at")} label={labels.closes_at} type="datetime-local" />
      <p class="quiet">{o("draft.about")}</p>
      <Act main act={create} labels={labels}>
        {o("draft.create")}
      </Act>
    </details>
  );
}
