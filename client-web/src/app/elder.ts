/* The elder view (关怀版, D16): larger letters and targets, one question a screen. Kept by the phone;
 * a link on a poster turns it on with ?elder=1. */
import { signal } from "@preact/signals";
import { keep, kept } from "../store/kept";

const on = signal(false);

export const elder = () => on.value;

export function setElder(wanted: boolean): void {
  on.value = wanted;
  document.documentElement.toggleAttribute("data-elder", wanted);
  keep("elder", wanted ? "1" : "0");
}

export function startElder(): void {
  const asked = new URLSearchParams(location.search).get("elder");
  setElder((asked ?? kept("elder")) === "1");
}
