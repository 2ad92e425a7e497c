/* A workbook (XLSX, ECMA-376) as the CSV the service reads: its first sheet, every cell where it
 * stood, so that a report's rows and columns are those of the workbook. Dates become dates; numbers
 * stay as they are written, so that an ID number a spreadsheet has rounded is still seen for one. */
import { unzipSync } from "fflate";

const most = 64 << 20; // bytes of a part; more is no list of residents
const rowsMost = 200_000;
const columnsMost = 200;

/* Not a workbook, or not one that can be read. */
export class WorkbookError extends Error {}

type Parts = Readonly<Record<string, Uint8Array>>;

function unpack(bytes: Uint8Array): Parts {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (originalSize > most) throw new WorkbookError(name);
        return name.endsWith(".xml") || name.endsWith(".rels");
      },
    });
  } catch (error) {
    throw error instanceof WorkbookError ? error : new WorkbookError("zip");
  }
}

function xml(parts: Parts, name: string): Document | undefined {
  const bytes = parts[name];
  if (!bytes) return undefined;
  const parsed = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "application/xml");
  if (parsed.querySelector("parsererror")) throw new WorkbookError(name);
  return parsed;
}

const all = (within: Document | Element | undefined, tag: string): Element[] =>
  within ? [...within.getElementsByTagNameNS("*", tag)] : [];

/* Of a cell or a shared string: its runs without how they are read aloud (rPh). */
const textOf = (element: Element): string =>
  all(element, "t")
    .filter(({ parentElement }) => parentElement?.localName !== "rPh")
    .map(({ textContent }) => textContent ?? "")
    .join("");

/* The part that holds the first sheet in the workbook's order. */
function firstSheet(parts: Parts): string {
  const [sheet] = all(xml(parts, "xl/workbook.xml"), "sheet");
  const id = [...(sheet?.attributes ?? [])].find(({ localName }) => localName === "id")?.value;
  const target = all(xml(parts, "xl/_rels/workbook.xml.rels"), "Relationship")
    .find((relation) => relation.getAttribute("Id") === id)
    ?.getAttribute("Target");
  if (!target) throw new WorkbookError("xl/workbook.xml");
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

/* ---- dates ---- */

/* The formats with a number of their own that show a day (18.8.30), the East Asian ones included. */
const dayFormats = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

const showsDay = (code: string): boolean =>
  /[yd年日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ""));

/* Which cell styles show a day. */
function dayStyles(parts: Parts): Set<number> {
  const styles = xml(parts, "xl/styles.xml");
  const own = new Map(
    all(styles, "numFmt").map((format) => [
      Number(format.getAttribute("numFmtId")),
      showsDay(format.getAttribute("formatCode") ?? ""),
    ]),
  );
  const [used] = all(styles, "cellXfs");
  const ids = all(used, "xf").map((style) => Number(style.getAttribute("numFmtId")));
  return new Set([...ids.keys()].filter((at) => own.get(ids[at] ?? 0) ?? dayFormats.has(ids[at] ?? 0)));
}

/* A serial day number; the 1900 system counts a 29 February that never was (18.17.4.1). */
function dayOf(serial: number, since1904: boolean): string {
  const days = since1904 ? serial + 1462 : serial;
  const epoch = Date.UTC(1899, 11, days < 60 ? 31 : 30);
  return new Date(epoch + Math.floor(days) * 86_400_000).toISOString().slice(0, 10);
}

/* ---- cells ---- */

interface Book {
  shared: readonly string[];
  days: Set<number>;
  since1904: boolean;
}

function readBook(parts: Parts): Book {
  const [properties] = all(xml(parts, "xl/workbook.xml"), "workbookPr");
  return {
    shared: all(xml(parts, "xl/sharedStrings.xml"), "si").map(textOf),
    days: dayStyles(parts),
    since1904: /^(1|true)$/.test(properties?.getAttribute("date1904") ?? ""),
  };
}

function valueOf(cell: Element, { shared, days, since1904 }: Book): string {
  const type = cell.getAttribute("t") ?? "n";
  if (type === "inlineStr") return textOf(cell);
  const value = all(cell, "v")[0]?.textContent ?? "";
  if (type === "s") return shared[Number(value)] ?? "";
  const isDay = type === "n" && value !== "" && days.has(Number(cell.getAttribute("s") ?? 0));
  return isDay ? dayOf(Number(value), since1904) : value;
}

/* "AB12": column 27, from 0. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0] ?? "";
  return [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;

function line(row: Element, book: Book): string {
  const cells: string[] = [];
  for (const cell of all(row, "c")) {
    const column = columnOf(cell.getAttribute("r") ?? "");
    if (column >= columnsMost) throw new WorkbookError(cell.getAttribute("r") ?? "");
    while (column > cells.length) cells.push("");
    cells.push(quoted(valueOf(cell, book)));
  }
  return cells.join(",");
}

/* Throws a WorkbookError that names the part at fault. */
export function workbookCsv(bytes: Uint8Array): string {
  const parts = unpack(bytes);
  const book = readBook(parts);
  const name = firstSheet(parts);
  const sheet = xml(parts, name);
  if (!sheet) throw new WorkbookError(name);
  const lines: string[] = [];
  for (const row of all(sheet, "row")) {
    const at = Number(row.getAttribute("r") ?? lines.length + 1);
    if (at > rowsMost) throw new WorkbookError(name);
    while (lines.length < at - 1) lines.push("");
    lines.push(line(row, book));
  }
  return `${lines.join("\n")}\n`;
}
