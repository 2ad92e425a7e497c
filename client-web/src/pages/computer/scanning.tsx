/* The phone's side without a code yet: it scans the one on the computer. */
import { CodeScanner, type Read } from "../office/scanner";
import { o } from "../../words/office";
import { c } from "../../words/computer";
import { go } from "../../app/route";

/* The nonce out of a code that a computer of this service shows. */
function readComputer(text: string): Read<string> {
  const [address, nonce] = text.split("#");
  return address === `${location.origin}/in/desk` && nonce
    ? { read: nonce }
    : { wrong: o("scan.noComputer") };
}

export default function Scanning({ onNonce }: { onNonce: (nonce: string) => void }) {
  return (
    <>
      <h1 tabIndex={-1}>{c("title.phone")}</h1>
      <CodeScanner
        how={c("scan")}
        read={readComputer}
        onRead={onNonce}
        onClose={() => void go("/")}
      />
    </>
  );
}
