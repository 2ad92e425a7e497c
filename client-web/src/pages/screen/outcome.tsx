/* The announced result in large letters, with this screen's own check of it. */
import type { AnnouncedPost, Result } from "../../app/result";
import { worked } from "../../parts/worked";
import { t } from "../../words/words";
import { Checked } from "../election/checked";

function Post({ post }: { post: AnnouncedPost }) {
  return (
    <section>
      <h2>
        {post.title}
        {t("election.seats", { n: post.seats })}
      </h2>
      <ul class="outcome">
        {post.candidates.map(({ candidate, name, votes, fate }) => (
          <li key={candidate} class={fate}>
            <b>{name}</b> {t("result.votes", { n: votes })}
            {fate !== "none" && <strong class="fate">{t(`fate.${fate}`)}</strong>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function OutcomePart({ result }: { result: Result }) {
  const { posts, verdict, turnout, kind } = result.announcement;
  return (
    <>
      <p class="huge">{t(verdict === "valid" ? `result.${kind}` : `verdict.${verdict}`)}</p>
      <div class="posts">
        {posts.map((post) => (
          <Post key={post.post} post={post} />
        ))}
      </div>
      {turnout && <p class="note">{t("result.turnout", { test: worked(turnout) })}</p>}
      <Checked result={result} alone />
    </>
  );
}
