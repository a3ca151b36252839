import type { Command } from "just-bash";

import { readBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

const endless = /^\/dev\/(?:zero|u?random)$/u;

export const head: Command = shim("head", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "n:c:qvz",
    long: { lines: "n", bytes: "c", quiet: "q", silent: "q", verbose: "v", "zero-terminated": "z" },
    number: "n",
  });
  const unit = options.has("c") ? "c" : "n";
  const wanted = options.value(unit) ?? "10";
  const count = sizeOf(wanted);
  if (count === undefined) {
    throw new ShimFault(`invalid number of ${unit === "c" ? "bytes" : "lines"}: '${wanted}'`);
  }
  const end = options.has("z") ? "\0" : "\n";
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  const headed = (names.length > 1 && !options.has("q")) || options.has("v");
  let first = true;
  for (const name of names) {
    try {
      const bytes =
        unit === "c" && endless.test(name)
          ? endlessBytes(name, count)
          : await readBytes(context, name);
      if (headed)
        output.line(`${first ? "" : "\n"}==> ${name === "-" ? "standard input" : name} <==`);
      first = false;
      if (unit === "c") output.write(count < 0 ? bytes.slice(0, count) : bytes.slice(0, count));
      else output.write(firstLines(bytes, { count, end, less: wanted.startsWith("-") }));
    } catch (error) {
      if (!(error instanceof ShimFault)) throw error;
      output.complain(
        error.message.endsWith("Is a directory")
          ? `error reading '${name}': Is a directory`
          : `cannot open '${name}' for reading: No such file or directory`,
      );
    }
  }
});

function firstLines(
  bytes: string,
  how: { readonly count: number; readonly end: string; readonly less: boolean },
): string {
  const ends: number[] = [];
  for (let at = bytes.indexOf(how.end); at >= 0; at = bytes.indexOf(how.end, at + 1)) {
    ends.push(at + 1);
    if (!how.less && ends.length === how.count) break;
  }
  if (ends.at(-1) !== bytes.length && (how.less || ends.length < how.count))
    ends.push(bytes.length);
  const kept = how.less ? ends.length + how.count : Math.min(how.count, ends.length);
  return bytes.slice(0, kept <= 0 ? 0 : ends[kept - 1]);
}

const mostBytes = 256 * 1024 * 1024;

function endlessBytes(name: string, count: number): string {
  if (count > mostBytes) throw new ShimFault("memory exhausted");
  if (name === "/dev/zero") return "\0".repeat(Math.max(count, 0));
  return Buffer.from(crypto.getRandomValues(new Uint8Array(Math.min(count, 65_536)))).toString(
    "latin1",
  );
}

/** A number with a unit, as GNU's programs take it: `10`, `-3`, `1K`, `2MB`. */
export function sizeOf(text: string): number | undefined {
  const match = /^([-+]?\d+)(?:([kKMGT])(i?B)?|(b))?$/u.exec(text);
  if (match === null) return undefined;
  const [, number = "", unit, bytes, block] = match;
  if (block !== undefined) return Number(number) * 512;
  if (unit === undefined) return Number(number);
  const base = bytes === "B" ? 1000 : 1024;
  return Number(number) * base ** ("kMGT".indexOf(unit === "K" ? "k" : unit) + 1);
}
