import type { Command } from "just-bash";

import { linesOf, readBytes, writeBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim } from "./shim.ts";

export const uniq: Command = shim("uniq", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "cdDuizf:s:w:",
    long: {
      count: "c",
      repeated: "d",
      "all-repeated": "D",
      unique: "u",
      "ignore-case": "i",
      "zero-terminated": "z",
      "skip-fields": "f",
      "skip-chars": "s",
      "check-chars": "w",
    },
  });
  const end = options.has("z") ? "\0" : "\n";
  const [from = "-", to] = options.operands;
  const fields = Number(options.value("f") ?? 0);
  const skip = Number(options.value("s") ?? 0);
  const width = options.value("w");
  const keyOf = (line: string): string => {
    let key = line;
    for (let field = 0; field < fields; field += 1) key = key.replace(/^[ \t]*[^ \t]*/u, "");
    key = key.slice(skip);
    if (width !== undefined) key = key.slice(0, Number(width));
    return options.has("i") ? key.toLowerCase() : key;
  };
  const groups: string[][] = [];
  let last: string | undefined;
  for (const line of linesOf(await readBytes(context, from), end)) {
    const key = keyOf(line);
    if (key === last) groups.at(-1)?.push(line);
    else groups.push([line]);
    last = key;
  }
  const lines = groups.flatMap((group) => {
    const [first = ""] = group;
    if (options.has("D")) return group.length > 1 ? group : [];
    if (options.has("d") && group.length === 1) return [];
    if (options.has("u") && group.length > 1) return [];
    return [options.has("c") ? `${String(group.length).padStart(7)} ${first}` : first];
  });
  const text = lines.map((line) => line + end).join("");
  if (to === undefined) output.write(text);
  else await writeBytes(context, to, text);
});
