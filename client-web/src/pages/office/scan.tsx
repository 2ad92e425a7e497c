/* The camera held over a slip or a voter card. */
import { o } from "../../words/office";
import { type Paper, readPaper } from "./paper";
import { CodeScanner, type Read } from "./scanner";

interface ScannerProps {
  onRead: (paper: Paper) => void;
  onClose: () => void;
}

function read(text: string): Read<Paper> {
  const found = readPaper(text);
  return "paper" in found
    ? { read: found.paper }
    : { wrong: o(found.wrong, { host: found.host ?? "" }) };
}

export default function Scanner(props: ScannerProps) {
  return <CodeScanner title={o("scan.title")} how={o("scan.how")} read={read} {...props} />;
}
