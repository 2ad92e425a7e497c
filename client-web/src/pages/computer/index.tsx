/* A desk computer and the phone that lets it in, at one address: without a code it is the computer's
 * page, or the phone's scanner where the browser has a key; the code leads to the phone's question. */
import { useEffect, useState } from "preact/hooks";
import { takeHash } from "../../app/hash";
import { fetched } from "../../parts/folded";
import { Loaded, useLoaded } from "../../parts/loaded";
import { all } from "../../store/db";
import "../../style/computer.css";

/* Each side's code is fetched by that side alone. */
const sides = {
  computer: () => import("./asking"),
  phone: () => import("./scanning"),
};

async function loadSide() {
  const devices = await all("devices");
  return fetched(sides[devices.length > 0 ? "phone" : "computer"]);
}

function Side({ onNonce }: { onNonce: (nonce: string) => void }) {
  const side = useLoaded(loadSide, "");
  return <Loaded from={side}>{({ default: Part }) => <Part onNonce={onNonce} />}</Loaded>;
}

function Question({ nonce }: { nonce: string }) {
  const question = useLoaded(() => fetched(() => import("./allowing")), "");
  return <Loaded from={question}>{({ default: Part }) => <Part nonce={nonce} />}</Loaded>;
}

export default function ComputerPage() {
  const [nonce, setNonce] = useState(takeHash);
  /* the next code may come to a page that is open: then the browser changes the fragment only */
  useEffect(() => {
    const look = () => setNonce((before) => takeHash() ?? before);
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  return nonce ? <Question key={nonce} nonce={nonce} /> : <Side onNonce={setNonce} />;
}
