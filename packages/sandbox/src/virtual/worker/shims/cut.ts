import type { Command } from "just-bash";

import type { Latin1 } from "./input.ts";
import { linesOf, readInputs, toBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

type Ranges = readonly (readonly [number, number])[];

export const cut: Command = shim("cut", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "b:c:d:f:snzO:C",
    long: {
      bytes: "b",
      characters: "c",
      delimiter: "d",
      fields: "f",
      "only-delimited": "s",
      "zero-terminated": "z",
      "output-delimiter": "O",
      complement: "C",
    },
  });
  const list = options.value("f") ?? options.value("c") ?? options.value("b");
  if (list === undefined)
    throw new ShimFault("you must specify a list of bytes, characters, or fields");
  const ranges = parseList(list);
  const chosen = (at: number): boolean =>
    ranges.some(([from, to]) => at >= from && at <= to) !== options.has("C");
  const end = options.has("z") ? "\0" : "\n";
  const delimiter = toBytes(options.value("d") ?? "\t");
  if (options.has("d") && options.value("d")?.length !== 1) {
    throw new ShimFault("the delimiter must be a single character");
  }
  const joiner = options.has("O") ? toBytes(options.value("O") ?? "") : undefined;
  const pick = (line: Latin1): Latin1 | undefined => {
    if (!options.has("f")) {
      const parts: string[] = [];
      let before = -1;
      for (let at = 1; at <= line.length; at += 1) {
        if (!chosen(at)) continue;
        if (joiner !== undefined && before >= 0 && before !== at - 1) parts.push(joiner);
        parts.push(line[at - 1] ?? "");
        before = at;
      }
      return parts.join("");
    }
    if (!line.includes(delimiter)) return options.has("s") ? undefined : line;
    const fields = line.split(delimiter).filter((_, index) => chosen(index + 1));
    return fields.join(joiner ?? delimiter);
  };
  for (const { bytes } of await readInputs(options.operands, context, output)) {
    for (const line of linesOf(bytes, end)) {
      const text = pick(line);
      if (text !== undefined) output.write(text + end);
    }
  }
});

function parseList(text: string): Ranges {
  return text.split(/[, ]/u).map((part) => {
    const match = /^(\d*)(-?)(\d*)$/u.exec(part);
    const [, from = "", dash = "", to = ""] = match ?? [];
    if (match === null || (from === "" && to === ""))
      throw new ShimFault(`invalid field value '${part}'`);
    if (from === "0" || to === "0") throw new ShimFault("fields are numbered from 1");
    const start = from === "" ? 1 : Number(from);
    return [start, dash === "" ? start : to === "" ? Infinity : Number(to)] as const;
  });
}
