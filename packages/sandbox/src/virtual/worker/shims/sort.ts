import type { Command } from "just-bash";

import type { Latin1 } from "./input.ts";
import { linesOf, readInputs, writeBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

interface Key {
  readonly field: number;
  readonly char: number;
  readonly endField: number | undefined;
  readonly endChar: number;
  /** Letters such as `n`, `r`, `b`. */
  readonly modes: string;
}

type Compare = (a: string, b: string) => number;

/** `sort`, by bytes as in the C locale. */
export const sort: Command = shim("sort", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "bdfghiMnRrVcCmo:sS:t:T:uzk:",
    long: {
      "ignore-leading-blanks": "b",
      "dictionary-order": "d",
      "ignore-case": "f",
      "general-numeric-sort": "g",
      "human-numeric-sort": "h",
      "month-sort": "M",
      "numeric-sort": "n",
      "random-sort": "R",
      reverse: "r",
      "version-sort": "V",
      check: "c",
      merge: "m",
      output: "o",
      stable: "s",
      "field-separator": "t",
      key: "k",
      unique: "u",
      "zero-terminated": "z",
    },
    exitCode: 2,
  });
  const end = options.has("z") ? "\0" : "\n";
  const separator = separatorOf(options.value("t"));
  const global = Array.from("bdfghiMnRrV")
    .filter((letter) => options.has(letter))
    .join("");
  const keys = options.values("k").map((text) => parseKey(text, global));
  const inputs = await readInputs(options.operands, context, output, 2);
  if (output.exitCode !== 0) return;
  const lines = inputs.flatMap(({ bytes }) => linesOf(bytes, end));
  const compareKeys = keyComparison(keys, { separator, global });
  const last: Compare =
    options.has("s") || options.has("u")
      ? () => 0
      : global.includes("r")
        ? (a, b) => compareBytes(b, a)
        : compareBytes;
  const compare: Compare = (a, b) => compareKeys(a, b) || last(a, b);
  if (options.has("c") || options.has("C")) {
    const at = lines.findIndex((line, index) => {
      const before = lines[index - 1];
      if (before === undefined) return false;
      const order = compare(before, line);
      return options.has("u") ? order >= 0 : order > 0;
    });
    if (at < 0) return;
    output.exitCode = 1;
    if (options.has("c")) {
      output.complain(`${inputs[0]?.name ?? "-"}:${String(at + 1)}: disorder: ${lines[at] ?? ""}`);
    }
    return;
  }
  const sorted = options.has("R") ? shuffled(lines) : lines.toSorted(compare);
  const kept = options.has("u")
    ? sorted.filter(
        (line, index) => index === 0 || compareKeys(sorted[index - 1] ?? "", line) !== 0,
      )
    : sorted;
  const text = kept.map((line) => line + end).join("");
  const target = options.value("o");
  if (target === undefined) output.write(text);
  else await writeBytes(context, target, text);
});

function shuffled(lines: readonly string[]): string[] {
  return lines
    .map((line) => [Math.random(), line] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, line]) => line);
}

function separatorOf(text: string | undefined): Latin1 | undefined {
  if (text === undefined) return undefined;
  const bytes = text === "\\0" ? "\0" : Buffer.from(text).toString("latin1");
  if (bytes === "") throw new ShimFault("empty tab", 2);
  if (bytes.length > 1) throw new ShimFault(`multi-character tab '${text}'`, 2);
  return bytes;
}

function parseKey(text: string, global: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([bdfghiMnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnRrV]*))?$/u.exec(
    text,
  );
  if (match === null)
    throw new ShimFault(`invalid number at field start: invalid count at start of '${text}'`, 2);
  const [, field = "1", char = "1", from = "", endField, endChar = "0", to = ""] = match;
  if (Number(field) === 0) throw new ShimFault(`-: invalid field specification '${text}'`, 2);
  const modes = from + to;
  return {
    field: Number(field),
    char: Number(char),
    endField: endField === undefined ? undefined : Number(endField),
    endChar: Number(endChar),
    modes: modes === "" ? global : modes,
  };
}

function keyComparison(
  keys: readonly Key[],
  how: { readonly separator: Latin1 | undefined; readonly global: string },
): Compare {
  if (keys.length === 0) {
    const compare = comparison(how.global);
    return how.global.includes("r") ? (a, b) => compare(b, a) : compare;
  }
  const parts = keys.map((key) => {
    const compare = comparison(key.modes);
    const reverse = key.modes.includes("r");
    return (a: string, b: string): number => {
      const [x, y] = [extract(a, key, how.separator), extract(b, key, how.separator)];
      return reverse ? compare(y, x) : compare(x, y);
    };
  });
  return (a, b) => {
    for (const part of parts) {
      const order = part(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Where each field of a line begins and ends; without a separator, leading blanks belong to it. */
function fieldsOf(
  line: string,
  separator: Latin1 | undefined,
): readonly (readonly [number, number])[] {
  const fields: [number, number][] = [];
  let start = 0;
  if (separator === undefined) {
    for (const match of line.matchAll(/[ \t]*[^ \t]+/gu)) {
      fields.push([match.index, match.index + match[0].length]);
    }
    return fields;
  }
  for (;;) {
    const end = line.indexOf(separator, start);
    fields.push([start, end < 0 ? line.length : end]);
    if (end < 0) return fields;
    start = end + 1;
  }
}

function extract(line: string, key: Key, separator: Latin1 | undefined): string {
  const fields = fieldsOf(line, separator);
  const blanks = key.modes.includes("b") || /[gnhM]/u.test(key.modes);
  const place = (field: number, char: number): number => {
    const [start, end] = fields[field - 1] ?? [line.length, line.length];
    if (!blanks) return Math.min(start + char - 1, line.length);
    let at = start;
    while (at < end && (line[at] === " " || line[at] === "\t")) at += 1;
    return Math.min(at + char - 1, line.length);
  };
  const from = place(key.field, key.char);
  if (key.endField === undefined) return line.slice(from);
  const to =
    key.endChar === 0
      ? (fields[key.endField - 1]?.[1] ?? line.length)
      : place(key.endField, key.endChar + 1);
  return line.slice(from, Math.max(from, to));
}

function comparison(modes: string): Compare {
  if (modes.includes("n")) return (a, b) => numeric(a) - numeric(b);
  if (modes.includes("g")) {
    return (a, b) => {
      const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
      return (Number.isNaN(x) ? -Infinity : x) - (Number.isNaN(y) ? -Infinity : y) || 0;
    };
  }
  if (modes.includes("h")) return (a, b) => human(a) - human(b);
  if (modes.includes("M")) return (a, b) => month(a) - month(b);
  if (modes.includes("V")) return versions;
  const change: ((text: string) => string)[] = [];
  if (modes.includes("b")) change.push((text) => text.replace(/^[ \t]+/u, ""));
  if (modes.includes("d")) change.push((text) => text.replace(/[^A-Za-z0-9 \t]/gu, ""));
  if (modes.includes("f")) change.push((text) => text.toUpperCase());
  if (change.length === 0) return compareBytes;
  const changed = (text: string): string => change.reduce((value, step) => step(value), text);
  return (a, b) => compareBytes(changed(a), changed(b));
}

function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function numeric(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/u.exec(text)?.[1] ?? "") || 0;
}

function human(text: string): number {
  const [, value = "", unit = ""] = /^\s*(-?\d*\.?\d*)([KMGTPEkZY]?)/u.exec(text) ?? [];
  const power = unit === "" ? 0 : "KMGTPEZY".indexOf(unit.toUpperCase()) + 1;
  return (Number(value) || 0) + Math.sign(Number(value)) * power * 1e15;
}

function month(text: string): number {
  const names = [
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
  ];
  return names.indexOf(text.trimStart().slice(0, 3).toUpperCase()) + 1;
}

function versions(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D+/gu) ?? [], b.match(/\d+|\D+/gu) ?? []];
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const [left = "", right = ""] = [x[at], y[at]];
    const digits = /^\d/u.test(left) && /^\d/u.test(right);
    const order = digits ? Number(left) - Number(right) : compareBytes(left, right);
    if (order !== 0) return order;
  }
  return 0;
}
