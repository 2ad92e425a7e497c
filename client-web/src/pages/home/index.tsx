/* Home says what needs my voice, then what my community published. */
import { Folded } from "../../parts/folded";
import { Loaded, useLoaded } from "../../parts/loaded";
import { t, when, type Word } from "../../words/words";
import { type Community, type Home, loadHome } from "./load";
import { WaitingCard } from "./waiting";

function CommunityPart({ body, elections }: Community) {
  return (
    <section>
      <h2>{body.name}</h2>
      {body.rehearsal && <p class="drill">{t("rehearsal")}</p>}
      {elections.length === 0 && <p class="quiet">{t("home.noElection")}</p>}
      {elections.map(({ id, title, state, opens_at, closes_at }) => (
        <a class="card" key={id} href={`/e/${id}`}>
          <h3>{title}</h3>
          <p>{t(`state.${state}` as Word)}</p>
          <p class="quiet">{t("home.polling", { from: when(opens_at), until: when(closes_at) })}</p>
        </a>
      ))}
    </section>
  );
}

function HomePart({ home, again }: { home: Home; again: () => Promise<void> }) {
  const { session, name, waiting, disputes, communities, unreached } = home;
  return (
    <>
      <h1 tabIndex={-1}>{name ? t("slip.hello", { name }) : t("home.title")}</h1>
      {session && waiting.length === 0 && <p class="card">{t("home.nothing")}</p>}
      {waiting.map((item) => (
        <WaitingCard key={item.kind + item.uuid} item={item} home={home} onChanged={again} />
      ))}
      {session && session.roles.length > 0 && (
        <a class="button" href="/office">
          {t("home.office")}
        </a>
      )}
      {!session && !unreached && (
        <a class="button" href="/in">
          {t("home.in")}
        </a>
      )}
      {communities.map((community) => (
        <CommunityPart key={community.body.id} {...community} />
      ))}
      {disputes > 0 && (
        <Folded title={t("home.disputes")} load={() => import("./disputes")} props={{}} />
      )}
      {session && (
        <Folded
          title={t("devices.title")}
          load={() => import("./devices")}
          props={{ officer: session.roles.length > 0, onOwnRemoved: again }}
        />
      )}
      <p>
        <a href="/audit">{t("home.audit")}</a>
      </p>
    </>
  );
}

export default function HomePage() {
  const home = useLoaded(loadHome, "home");
  return <Loaded from={home}>{(value) => <HomePart home={value} again={home.again} />}</Loaded>;
}
