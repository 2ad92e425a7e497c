/* What stands where a page's own code did not come through the network. */
import { Button } from "../parts/button";
import { Said } from "../parts/said";
import { t } from "../words/words";

export function Unloaded() {
  return (
    <>
      <h1 tabIndex={-1}>{t("problem.offline")}</h1>
      <Said kind="bad" live>
        <p>{t("problem.network")}</p>
      </Said>
      {/* a browser may remember that a file of code did not come, until the page is new */}
      <Button main onClick={() => location.reload()}>
        {t("again")}
      </Button>
    </>
  );
}
