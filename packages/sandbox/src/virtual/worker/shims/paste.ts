import type { Command } from "just-bash";

import { linesOf, readBytes, toBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim } from "./shim.ts";

export const paste: Command = shim("paste", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "d:sz",
    long: { delimiters: "d", serial: "s", "zero-terminated": "z" },
  });
  const end = options.has("z") ? "\0" : "\n";
  const delimiters = delimitersOf(options.value("d") ?? "\t");
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  // Several dashes take turns at the lines of stdin.
  const stdin = linesOf(names.includes("-") ? await readBytes(context, "-") : "", end);
  const dashes = names.filter((name) => name === "-").length;
  let dash = 0;
  const columns: string[][] = [];
  for (const name of names) {
    if (name !== "-") columns.push(linesOf(await readBytes(context, name), end));
    else if (options.has("s")) columns.push(dash === 0 ? stdin : []);
    else columns.push(stdin.filter((_, at) => at % dashes === dash));
    if (name === "-") dash += 1;
  }
  const join = (parts: readonly string[]): string =>
    parts
      .map((part, at) =>
        at === 0 ? part : (delimiters[(at - 1) % delimiters.length] ?? "") + part,
      )
      .join("");
  if (options.has("s")) for (const column of columns) output.write(join(column) + end);
  else {
    const rows = Math.max(...columns.map((column) => column.length));
    for (let row = 0; row < rows; row += 1)
      output.write(join(columns.map((column) => column[row] ?? "")) + end);
  }
});

function delimitersOf(text: string): readonly string[] {
  const known: Readonly<Record<string, string>> = { n: "\n", t: "\t", "0": "", "\\": "\\" };
  const found = text.match(/\\[^]|[^]/gu) ?? [];
  const delimiters = found.map((one) =>
    one.length > 1 && one.startsWith("\\") ? (known[one.slice(1)] ?? one.slice(1)) : toBytes(one),
  );
  return delimiters.length === 0 ? [""] : delimiters;
}
