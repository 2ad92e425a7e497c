/* The client starts on the page the server wrote, and takes its place where it knows better. */
import "./style/base.css";
import "./style/client.css";
import { render } from "preact";
import { startAloud } from "./app/aloud";
import { startElder } from "./app/elder";
import { startOffline } from "./app/offline";
import { followLinks, show } from "./app/route";
import { Shell } from "./app/shell";
import { preferred, speak } from "./words/words";

async function start(root: HTMLElement): Promise<void> {
  startElder();
  startAloud();
  if (!(await show(location.pathname).catch(() => false))) return;
  await speak(preferred());
  root.textContent = "";
  render(<Shell />, root);
  followLinks();
  startOffline();
}

const root = document.getElementById("app");
if (root) void start(root);
