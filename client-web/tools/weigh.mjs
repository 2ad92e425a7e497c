/* What a visit costs in bytes on the way, by the compression every browser takes (gzip), and the most
 * it may cost: a build that is heavier fails. */
const kibibyte = 1024;
export const entry = "src/main.tsx";
export const home = [entry, "src/pages/home/index.tsx"];
const desk = "src/pages/office/desk.tsx";

const budgets = [
  { visit: "home", needs: home, most: 40 * kibibyte },
  { visit: "vote", needs: ["src/pages/vote/index.tsx"], had: home, worker: true, most: 40 * kibibyte },
  { visit: "scan", needs: ["src/pages/office/scan.tsx"], had: [...home, desk], most: 55 * kibibyte },
];

/* The files of these modules with everything they import at once. */
export function filesOf(manifest, modules, into = new Set()) {
  for (const name of modules) {
    const { file, css = [], imports = [] } = manifest[name];
    if (into.has(file)) continue;
    [file, ...css].forEach((one) => into.add(one));
    filesOf(manifest, imports, into);
  }
  return into;
}

/* `sizes`: compressed, by file. Throws when a budget is exceeded; gives a line for each. */
export function weigh(manifest, sizes) {
  const worker = [...sizes.keys()].find((file) => /^assets\/worker-/.test(file));
  return budgets.map(({ visit, needs, had = [], worker: sealing, most }) => {
    const before = filesOf(manifest, had);
    const files = [...filesOf(manifest, needs)].filter((file) => !before.has(file));
    if (sealing) files.push(worker);
    const weight = files.reduce((sum, file) => sum + sizes.get(file), 0);
    const line = `${visit}: ${(weight / kibibyte).toFixed(1)} of ${most / kibibyte} KiB`;
    if (weight > most) throw new Error(`too heavy to send to a phone: ${line}`);
    return line;
  });
}
