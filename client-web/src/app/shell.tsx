/* What stands around every page: the way home, the language and the elder view on top. */
import { useState } from "preact/hooks";
import { lang, speak, t, when } from "../words/words";
import { elder, setElder } from "./elder";
import { readAt } from "./offline";
import { place } from "./route";

function TopBar() {
  const [failed, setFailed] = useState(false);
  const turn = () =>
    speak(lang() === "zh" ? "en" : "zh").then(
      () => setFailed(false),
      () => setFailed(true),
    );
  return (
    <header class="bar">
      <a class="skip" href="#main">
        {t("shell.skip")}
      </a>
      <a href="/">{t("shell.name")}</a>
      <div>
        <button
          type="button"
          class="button"
          aria-pressed={elder()}
          onClick={() => setElder(!elder())}
        >
          {elder() ? t("shell.standard") : t("shell.elder")}
        </button>
        <button
          type="button"
          class="button"
          lang={lang() === "zh" ? "en" : "zh-CN"}
          onClick={() => void turn()}
        >
          {lang() === "zh" ? "English" : "中文"}
        </button>
      </div>
      {failed && <p role="alert">{t("shell.noEnglish")}</p>}
    </header>
  );
}

export function Shell() {
  const here = place.value;
  if (!here) return null;
  const Page = here.page;
  return (
    <>
      <TopBar />
      {readAt.value && (
        <p class="offline" role="status">
          {t("shell.offline", { time: when(readAt.value) })}
        </p>
      )}
      <main id="main">
        <Page key={here.path} params={here.params} />
      </main>
    </>
  );
}
