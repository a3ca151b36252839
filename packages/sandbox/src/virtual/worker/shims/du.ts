import type { Command } from "just-bash";

import { pathOf } from "./input.ts";
import { humanSize } from "./ls.ts";
import { parseOptions } from "./parse-options.ts";
import { shim } from "./shim.ts";

export const du: Command = shim("du", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "abchksmd:x0LBS",
    long: {
      all: "a",
      bytes: "b",
      "apparent-size": "B",
      total: "c",
      "human-readable": "h",
      summarize: "s",
      "max-depth": "d",
    },
  });
  const deepest = options.has("s") ? 0 : Number(options.value("d") ?? Infinity);
  const told = (bytes: number): string => {
    if (options.has("h")) return humanSize(bytes);
    if (options.has("b")) return String(bytes);
    return String(Math.ceil(bytes / (options.has("m") ? 1024 * 1024 : 1024)));
  };
  const sizeOf = (size: number): number =>
    options.has("b") || options.has("B") ? size : Math.ceil(size / 4096) * 4096;
  const measure = async (name: string, path: string, depth: number): Promise<number> => {
    const stat = await context.fs.lstat(path);
    let bytes = stat.isDirectory ? 0 : sizeOf(stat.size);
    if (stat.isDirectory) {
      for (const entry of (await context.fs.readdir(path)).toSorted()) {
        bytes += await measure(
          `${name.replace(/\/$/u, "")}/${entry}`,
          `${path}/${entry}`,
          depth + 1,
        );
      }
    }
    const shown = depth <= deepest && (stat.isDirectory || depth === 0 || options.has("a"));
    if (shown) output.line(`${told(bytes)}\t${name}`);
    return bytes;
  };
  let total = 0;
  for (const name of options.operands.length === 0 ? ["."] : options.operands) {
    const path = pathOf(context, name);
    if (await context.fs.lstat(path).catch(() => undefined)) total += await measure(name, path, 0);
    else output.complain(`cannot access '${name}': No such file or directory`);
  }
  if (options.has("c")) output.line(`${told(total)}\ttotal`);
});
