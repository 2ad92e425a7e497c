/* Reading a page aloud (D16), by a voice that lives on this phone: another one would send what is on
 * the page, a person's choice among it, to whoever speaks there. */
import { signal } from "@preact/signals";

const voices = signal<readonly SpeechSynthesisVoice[]>([]);

/* Whether something is being read. */
export const reading = signal(false);

const synthesis = (): SpeechSynthesis | undefined => window.speechSynthesis;

const listen = () => (voices.value = synthesis()?.getVoices() ?? []);

/* Voices come late in most browsers; some have none at all. */
export function startAloud(): void {
  listen();
  synthesis()?.addEventListener?.("voiceschanged", listen);
}

export const voiceOf = (language: string): SpeechSynthesisVoice | undefined =>
  voices.value.find((voice) => voice.localService && voice.lang.startsWith(language));

export function silence(): void {
  reading.value = false;
  synthesis()?.cancel();
}

/* Line by line: browsers stop in the middle of a long text. No codes: a voting key is nobody's but
 * its owner's, and a fingerprint is for the eyes. */
function linesOf(root: HTMLElement): readonly string[] {
  const codes = [...root.querySelectorAll<HTMLElement>(".tracker")].map((code) => code.innerText);
  return root.innerText
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !codes.some((code) => code.includes(line)));
}

function utterance(line: string, voice: SpeechSynthesisVoice): SpeechSynthesisUtterance {
  const said = new SpeechSynthesisUtterance(line);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 0.9;
  said.onerror = ({ error }) => {
    if (error !== "canceled" && error !== "interrupted") silence();
  };
  return said;
}

export function readAloud(root: HTMLElement, voice: SpeechSynthesisVoice): void {
  silence();
  const lines = linesOf(root).map((line) => utterance(line, voice));
  const last = lines[lines.length - 1];
  if (!last) return;
  last.onend = silence;
  reading.value = true;
  lines.forEach((said) => synthesis()?.speak(said));
}
