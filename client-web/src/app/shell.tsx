/* What stands around every page: the way home, the language and the elder view on top. */
import { useEffect, useState } from "preact/hooks";
import { lang, speak, t, when } from "../words/words";
import { readAloud, reading, silence, voiceOf } from "./aloud";
import { elder, setElder } from "./elder";
import { readAt } from "./offline";
import { place } from "./route";

/* In the elder view, where the phone has a voice of its own. Another page, another language and a
 * touch on the page stop it: what it reads may be there no more. */
function Aloud() {
  const voice = voiceOf(lang());
  const main = () => document.getElementById("main");
  useEffect(() => {
    const page = main();
    page?.addEventListener("click", silence);
    return () => {
      page?.removeEventListener("click", silence);
      silence();
    };
  }, [voice, place.value]);
  if (!voice) return null;
  const turn = () => {
    const page = main();
    if (reading.value || !page) silence();
    else readAloud(page, voice);
  };
  return (
    <button type="button" class="button" onClick={turn}>
      {reading.value ? t("shell.silence") : t("shell.aloud")}
    </button>
  );
}

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
      {elder() && <Aloud />}
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
