import type { Command } from "just-bash";

import { linesOf, pathOf, readBytes, stdinOf, toText } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import type { ParsedOptions } from "./parse-options.ts";
import { compilePattern } from "./posix-pattern.ts";
import type { PatternSyntax } from "./posix-pattern.ts";
import type { Output, ShimContext } from "./shim.ts";
import { shim, ShimFault } from "./shim.ts";

const longOptions = {
  "extended-regexp": "E",
  "fixed-strings": "F",
  "basic-regexp": "G",
  "perl-regexp": "P",
  regexp: "e",
  file: "f",
  "ignore-case": "i",
  "no-ignore-case": "1",
  "invert-match": "v",
  "word-regexp": "w",
  "line-regexp": "x",
  count: "c",
  "files-with-matches": "l",
  "files-without-match": "L",
  quiet: "q",
  silent: "q",
  "no-messages": "s",
  "line-number": "n",
  "with-filename": "H",
  "no-filename": "h",
  "only-matching": "o",
  "max-count": "m",
  "after-context": "A",
  "before-context": "B",
  context: "C",
  recursive: "r",
  "dereference-recursive": "R",
  text: "a",
  "byte-offset": "b",
  "null-data": "z",
  null: "Z",
  color: "2",
  colour: "2",
  "line-buffered": "3",
  include: "4",
  exclude: "5",
  "exclude-dir": "6",
  "binary-files": "7",
  label: "8",
  "initial-tab": "T",
};

interface Search {
  readonly pattern: RegExp;
  readonly options: ParsedOptions;
  readonly named: boolean;
}

/** `grep`, `egrep` and `fgrep`. */
export const grepFamily: readonly Command[] = [
  define("grep", "basic"),
  define("egrep", "extended"),
  define("fgrep", "fixed"),
];

function define(called: string, syntax: PatternSyntax): Command {
  return shim(called, "text", async (args, context, output) => {
    const options = parseOptions(args, {
      short: "EFGPe:f:iyvwxclLqsnHhom:A:B:C:rRabzZTUuI14:5:6:7:8:2::3",
      long: longOptions,
      number: "C",
      exitCode: 2,
    });
    const [patterns, operands] = await patternsOf(options, context);
    const search: Search = {
      pattern: compile(patterns, syntax, options),
      options,
      named: options.has("h")
        ? false
        : options.has("H") || operands.length > 1 || options.has("r") || options.has("R"),
    };
    const names = await targets(operands, context, output, options);
    let found = false;
    for (const name of names) {
      let bytes: string;
      try {
        bytes = name === "-" ? stdinOf(context) : await readBytes(context, name);
      } catch (error) {
        if (!(error instanceof ShimFault)) throw error;
        if (!options.has("s")) output.complain(error.message, 2);
        output.exitCode = 2;
        continue;
      }
      const matched = searchIn(search, { name, bytes }, output);
      found ||= options.has("L") ? !matched : matched;
      if (found && options.has("q")) break;
    }
    if (found && (output.exitCode === 0 || options.has("q"))) output.exitCode = 0;
    else if (output.exitCode === 0) output.exitCode = 1;
  });
}

async function patternsOf(
  options: ParsedOptions,
  context: ShimContext,
): Promise<readonly [readonly string[], readonly string[]]> {
  const patterns = options.values("e").flatMap((text) => text.split("\n"));
  for (const file of options.values("f"))
    patterns.push(...linesOf(toText(await readBytes(context, file))));
  if (options.has("e") || options.has("f")) return [patterns, options.operands];
  const [first, ...rest] = options.operands;
  if (first === undefined) {
    throw new ShimFault("Usage: grep [OPTION]... PATTERNS [FILE]...", 2);
  }
  return [first.split("\n"), rest];
}

function compile(
  patterns: readonly string[],
  given: PatternSyntax,
  options: ParsedOptions,
): RegExp {
  const chosen = options.given
    .map(([letter]) => letter)
    .findLast((letter) => "EFGP".includes(letter));
  const syntax =
    (
      { E: "extended", F: "fixed", G: "basic", P: "perl" } as const satisfies Record<
        string,
        PatternSyntax
      >
    )[(chosen ?? "") as "E"] ?? given;
  const ignore = (options.has("i") || options.has("y")) && !options.has("1") ? "i" : "";
  const sources = patterns.map(
    (pattern) => compilePattern(pattern, { syntax, flags: ignore }).source,
  );
  if (sources.length === 0) return /(?!)/u;
  let source =
    sources.length === 1 ? (sources[0] ?? "") : sources.map((one) => `(?:${one})`).join("|");
  if (options.has("x")) source = `^(?:${source})$`;
  else if (options.has("w")) source = `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`;
  const flags = compilePattern(patterns[0] ?? "", { syntax, flags: ignore }).flags;
  return new RegExp(source, `${flags.replace("g", "")}g`);
}

async function targets(
  operands: readonly string[],
  context: ShimContext,
  output: Output,
  options: ParsedOptions,
): Promise<readonly string[]> {
  const recursive = options.has("r") || options.has("R");
  if (!recursive && operands.length === 0) return ["-"];
  const found: string[] = [];
  const glob = (text: string): RegExp =>
    new RegExp(
      `^${text
        .replace(/[.+^${}()|\\]/gu, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
      "u",
    );
  const [include, exclude, skip] = ["4", "5", "6"].map((letter) =>
    options.values(letter).map(glob),
  );
  const wanted = (name: string): boolean =>
    (include?.length === 0 || include?.some((one) => one.test(name)) === true) &&
    exclude?.some((one) => one.test(name)) !== true;
  const walk = async (name: string, top: boolean): Promise<void> => {
    const path = pathOf(context, name);
    const stat = await (top ? context.fs.stat(path) : context.fs.lstat(path)).catch(
      () => undefined,
    );
    const base = name.slice(name.lastIndexOf("/") + 1);
    if (stat?.isDirectory !== true) {
      if (top ? include?.length === 0 || wanted(base) : stat?.isFile === true && wanted(base))
        found.push(name);
      return;
    }
    if (!recursive) {
      output.complain(`${name}: Is a directory`, 2);
      return;
    }
    if (!top && skip?.some((one) => one.test(base)) === true) return;
    for (const entry of (await context.fs.readdir(path)).toSorted()) {
      await walk(name === "" ? entry : `${name.replace(/\/$/u, "")}/${entry}`, false);
    }
  };
  for (const name of operands.length === 0 ? [""] : operands) {
    if (name === "-") found.push("-");
    else await walk(name, true);
  }
  return found;
}

function searchIn(
  { pattern, options, named }: Search,
  input: { readonly name: string; readonly bytes: string },
  output: Output,
): boolean {
  const end = options.has("z") ? "\0" : "\n";
  const lines = linesOf(toText(input.bytes), end);
  const name = input.name === "-" ? (options.value("8") ?? "(standard input)") : input.name;
  const invert = options.has("v");
  const most = Number(options.value("m") ?? Infinity);
  const after = Number(options.value("A") ?? options.value("C") ?? 0);
  const before = Number(options.value("B") ?? options.value("C") ?? 0);
  const quiet = options.has("q") || options.has("l") || options.has("L");
  const binary = !options.has("a") && !options.has("z") && input.bytes.includes("\0");
  let count = 0;
  let shown = -1;
  let until = -1;
  let offset = 0;
  const offsets: number[] = [];
  const prefix = (at: number, mark: string, position: number): string =>
    [
      named ? `${name}${options.has("Z") ? "\0" : mark}` : "",
      options.has("n") ? `${String(at + 1)}${mark}` : "",
      options.has("b") ? `${String(position)}${mark}` : "",
    ].join("");
  const show = (at: number, mark: string): void => {
    if (shown >= 0 && at > shown + 1 && (after > 0 || before > 0)) output.line("--");
    output.write(`${prefix(at, mark, offsets[at] ?? 0)}${lines[at] ?? ""}${end}`);
    shown = at;
  };
  for (const [at, line] of lines.entries()) {
    offsets.push(offset);
    if (options.has("b")) offset += Buffer.byteLength(line) + 1;
    pattern.lastIndex = 0;
    const matches = count < most && pattern.test(line) !== invert;
    if (!matches) {
      if (at <= until) show(at, "-");
      if (count >= most && at > until) break;
      continue;
    }
    count += 1;
    if (quiet) break;
    if (options.has("c")) continue;
    if (binary) {
      output.line(`grep: ${name}: binary file matches`);
      break;
    }
    if (options.has("o")) {
      if (!invert) {
        pattern.lastIndex = 0;
        for (const match of line.matchAll(pattern)) {
          if (match[0] === "") continue;
          const position = (offsets[at] ?? 0) + Buffer.byteLength(line.slice(0, match.index));
          output.write(`${prefix(at, ":", position)}${match[0]}${end}`);
        }
      }
      continue;
    }
    for (let near = Math.max(at - before, shown + 1); near < at; near += 1) show(near, "-");
    show(at, ":");
    until = at + after;
  }
  if (options.has("c") && !quiet) output.line(`${named ? `${name}:` : ""}${String(count)}`);
  else if ((options.has("l") && count > 0) || (options.has("L") && count === 0)) {
    output.write(`${name}${options.has("Z") ? "\0" : "\n"}`);
  }
  return count > 0;
}
