/* The client's own files: whoever builds the same sources gets the same hashes. */
import { api, asked } from "../../api/api";
import { Loaded, useLoaded } from "../../parts/loaded";

export default function ClientFiles(_: object) {
  const list = useLoaded(() => asked(api.GET("/v1/client")), "client");
  return (
    <Loaded from={list}>
      {({ files }) => (
        <pre>{files.map(({ path, sha256 }) => `${sha256}  ${path.slice(1)}`).join("\n")}</pre>
      )}
    </Loaded>
  );
}
