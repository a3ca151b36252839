import type { Command } from "just-bash";

import { readInputs, toText } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim } from "./shim.ts";

export const wc: Command = shim("wc", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "lwcmL",
    long: { lines: "l", words: "w", bytes: "c", chars: "m", "max-line-length": "L" },
  });
  const columns = Array.from("lwmcL").filter((letter) => options.has(letter));
  const shown = columns.length === 0 ? ["l", "w", "c"] : columns;
  const inputs = await readInputs(options.operands, context, output);
  const rows = inputs.map(({ name, bytes }) => {
    const counts = count(bytes);
    return { name, size: bytes.length, values: shown.map((letter) => counts[letter as "l"]) };
  });
  if (options.operands.length > 1) {
    const sum = (at: number): number =>
      rows.reduce((total, row) => total + (row.values[at] ?? 0), 0);
    const longest = (at: number): number => Math.max(0, ...rows.map((row) => row.values[at] ?? 0));
    const values = shown.map((letter, at) => (letter === "L" ? longest(at) : sum(at)));
    rows.push({ name: "total", size: 0, values });
  }
  // It is as wide as the size of all files needs; a pipe's is not known.
  const size = rows.reduce((total, row) => total + row.size, 0);
  const piped = options.operands.length === 0 || options.operands.includes("-");
  const single = shown.length === 1 && options.operands.length <= 1;
  const width = single ? 1 : piped ? 7 : String(size).length;
  for (const { name, values } of rows) {
    const numbers = values.map((value) => String(value).padStart(width)).join(" ");
    output.line(options.operands.length === 0 ? numbers : `${numbers} ${name}`);
  }
});

function count(bytes: string): Record<"l" | "w" | "c" | "m" | "L", number> {
  let lines = 0;
  for (let at = bytes.indexOf("\n"); at >= 0; at = bytes.indexOf("\n", at + 1)) lines += 1;
  const words = bytes.match(/[^ \t\n\v\f\r]+/gu)?.length ?? 0;
  const text = toText(bytes);
  let chars = 0;
  for (const _ of text) chars += 1;
  const longest = Math.max(0, ...text.split("\n").map((line) => Array.from(line).length));
  return { l: lines, w: words, c: bytes.length, m: chars, L: longest };
}
