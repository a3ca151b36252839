import type { Command, FsStat } from "just-bash";

import { pathOf } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import type { ParsedOptions } from "./parse-options.ts";
import type { Output, ShimContext } from "./shim.ts";
import { shim } from "./shim.ts";

interface Item {
  readonly name: string;
  readonly path: string;
  readonly stat: FsStat;
  readonly target: string | undefined;
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const halfYearMs = 182 * 24 * 60 * 60 * 1000;

/** `ls`, as GNU writes it into a pipe: one name a line, sorted by bytes. */
export const ls: Command = shim("ls", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "aAlRdrtSF1phinogsGUXvcukHLbNQqmCxfTwI:",
    long: {
      all: "a",
      "almost-all": "A",
      recursive: "R",
      directory: "d",
      reverse: "r",
      "human-readable": "h",
      classify: "F",
      inode: "i",
      "numeric-uid-gid": "n",
      "no-group": "G",
      size: "s",
      color: "N",
      "group-directories-first": "D",
      "full-time": "E",
      "time-style": "T",
      ignore: "I",
      sort: "Z",
    },
    exitCode: 2,
  });
  const names = options.operands.length === 0 ? ["."] : options.operands;
  const files: Item[] = [];
  const directories: Item[] = [];
  for (const name of names) {
    const item = await look(name, name, context, options);
    if (item === undefined) {
      output.complain(`cannot access '${name}': No such file or directory`, 2);
    } else if (item.stat.isDirectory && !options.has("d")) directories.push(item);
    else files.push(item);
  }
  write(order(files, options), output, options);
  const headed = names.length > 1 || options.has("R");
  let first = files.length === 0;
  const list = async (directory: Item): Promise<void> => {
    if (headed) {
      output.line(`${first ? "" : "\n"}${directory.name}:`);
      first = false;
    }
    const items = await entriesOf(directory, context, options);
    if (options.has("l") || options.has("s")) output.line(`total ${String(blocks(items))}`);
    write(items, output, options);
    if (!options.has("R")) return;
    for (const item of items) {
      if (!item.stat.isDirectory || item.name === "." || item.name === "..") continue;
      const name = directory.name === "/" ? `/${item.name}` : `${directory.name}/${item.name}`;
      await list({ ...item, name });
    }
  };
  for (const directory of order(directories, options)) await list(directory);
});

async function look(
  name: string,
  path: string,
  context: ShimContext,
  options: ParsedOptions,
): Promise<Item | undefined> {
  const real = pathOf(context, path);
  const link = await context.fs.lstat(real).catch(() => undefined);
  if (link === undefined) return undefined;
  if (!link.isSymbolicLink) {
    // A trailing slash asks for a directory.
    return name.endsWith("/") && !link.isDirectory
      ? undefined
      : { name, path: real, stat: link, target: undefined };
  }
  const target = await context.fs.readlink(real);
  const stat = await context.fs.stat(real).catch(() => undefined);
  const follow = options.has("L") || (!options.has("l") && !options.has("d") && !options.has("F"));
  return { name, path: real, stat: follow && stat !== undefined ? stat : link, target };
}

async function entriesOf(
  directory: Item,
  context: ShimContext,
  options: ParsedOptions,
): Promise<readonly Item[]> {
  const ignored = options.values("I");
  const names = (await context.fs.readdir(directory.path)).filter(
    (name) =>
      (options.has("a") || options.has("A") || options.has("f") || !name.startsWith(".")) &&
      !ignored.includes(name),
  );
  if (options.has("a") || options.has("f")) names.push(".", "..");
  const items: Item[] = [];
  for (const name of names) {
    const path = context.fs.resolvePath(directory.path, name);
    const stat = await context.fs.lstat(path).catch(() => undefined);
    if (stat === undefined) continue;
    const target = stat.isSymbolicLink ? await context.fs.readlink(path) : undefined;
    const followed = options.has("L") ? await context.fs.stat(path).catch(() => stat) : stat;
    items.push({ name, path, stat: followed, target });
  }
  return order(items, options);
}

function order(items: readonly Item[], options: ParsedOptions): readonly Item[] {
  const byName = (a: Item, b: Item): number =>
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  const extension = (item: Item): string => /\.[^.]*$/u.exec(item.name)?.[0] ?? "";
  const sorted = options.has("U") || options.has("f") ? [...items] : items.toSorted(byName);
  const wanted = options.value("Z");
  if (options.has("S") || wanted === "size") sorted.sort((a, b) => b.stat.size - a.stat.size);
  else if (options.has("t") || wanted === "time") {
    sorted.sort((a, b) => b.stat.mtime.getTime() - a.stat.mtime.getTime());
  } else if (options.has("X") || wanted === "extension") {
    sorted.sort((a, b) => (extension(a) < extension(b) ? -1 : extension(a) > extension(b) ? 1 : 0));
  } else if (options.has("v") || wanted === "version") {
    sorted.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  }
  if (options.has("r")) sorted.reverse();
  if (options.has("D")) {
    sorted.sort((a, b) => Number(b.stat.isDirectory) - Number(a.stat.isDirectory));
  }
  return sorted;
}

/** The workspace's file system has no blocks; a file takes those of a usual one. */
function blocksOf(item: Item): number {
  return item.stat.isFile ? Math.ceil(item.stat.size / 4096) * 4 : 0;
}

function blocks(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + blocksOf(item), 0);
}

function write(items: readonly Item[], output: Output, options: ParsedOptions): void {
  const lines = items.map((item) => [
    ...(options.has("i") ? ["1"] : []),
    ...(options.has("s") ? [String(blocksOf(item))] : []),
    ...(options.has("l") || options.has("n") || options.has("o") || options.has("g")
      ? longFields(item, options)
      : []),
  ]);
  const widths: number[] = [];
  for (const fields of lines) {
    for (const [at, field] of fields.entries())
      widths[at] = Math.max(widths[at] ?? 0, field.length);
  }
  const separator = options.has("m") ? ", " : "\n";
  const texts = items.map((item, at) => {
    const fields = (lines[at] ?? []).map((field, column) => {
      const isName = /^[a-z]/u.test(field) && column > 0;
      return isName ? field.padEnd(widths[column] ?? 0) : field.padStart(widths[column] ?? 0);
    });
    return [...fields, label(item, options)].join(" ");
  });
  if (texts.length > 0) output.write(`${texts.join(separator)}\n`);
}

function label(item: Item, options: ParsedOptions): string {
  const long = options.has("l") || options.has("n") || options.has("o") || options.has("g");
  const arrow = long && item.stat.isSymbolicLink ? ` -> ${item.target ?? ""}` : "";
  const name = options.has("Q") ? JSON.stringify(item.name) : item.name;
  return `${name}${mark(item, options)}${arrow}`;
}

function mark(item: Item, options: ParsedOptions): string {
  if (item.stat.isDirectory) return options.has("F") || options.has("p") ? "/" : "";
  if (!options.has("F")) return "";
  if (item.stat.isSymbolicLink) return options.has("l") ? "" : "@";
  return (item.stat.mode & 0o111) === 0 ? "" : "*";
}

function longFields(item: Item, options: ParsedOptions): readonly string[] {
  const owner = options.has("n") ? "1000" : "agent";
  return [
    modeText(item.stat),
    item.stat.isDirectory ? "2" : "1",
    ...(options.has("g") ? [] : [owner]),
    ...(options.has("o") || options.has("G") ? [] : [owner]),
    options.has("h") ? humanSize(item.stat.size) : String(item.stat.size),
    ...timeFields(item.stat.mtime, options),
  ];
}

function timeFields(time: Date, options: ParsedOptions): readonly string[] {
  const iso = time.toISOString();
  const style = options.has("E") ? "full-iso" : options.value("T");
  if (style === "full-iso") return [`${iso.slice(0, 10)} ${iso.slice(11, 19)}.000000000 +0000`];
  if (style === "long-iso") return [`${iso.slice(0, 10)} ${iso.slice(11, 16)}`];
  const recent = Math.abs(Date.now() - time.getTime()) < halfYearMs;
  return [
    `${months[time.getUTCMonth()] ?? ""} ${String(time.getUTCDate()).padStart(2)} ${
      recent ? iso.slice(11, 16) : ` ${String(time.getUTCFullYear())}`
    }`.replace(/^/u, ""),
  ];
}

/** `-rwxr-xr-x`. */
function modeText(stat: Pick<FsStat, "mode" | "isDirectory" | "isSymbolicLink">): string {
  if (stat.isSymbolicLink) return "lrwxrwxrwx";
  const bits = Array.from("rwxrwxrwx").map((letter, at) =>
    (stat.mode >> (8 - at)) & 1 ? letter : "-",
  );
  const sticky = (stat.mode & 0o1000) !== 0;
  if (sticky) bits[8] = bits[8] === "x" ? "t" : "T";
  return `${stat.isDirectory ? "d" : "-"}${bits.join("")}`;
}

/** `1.5K`. */
export function humanSize(size: number): string {
  if (size < 1024) return String(size);
  let value = size;
  for (const unit of "KMGT") {
    value /= 1024;
    if (value < 10) return `${(Math.ceil(value * 10) / 10).toFixed(1)}${unit}`;
    if (value < 1024) return `${String(Math.ceil(value))}${unit}`;
  }
  return `${String(Math.ceil(value))}P`;
}
