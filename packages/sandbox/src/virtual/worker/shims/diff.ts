import type { Command } from "just-bash";

import type { Difference } from "./diff-lines.ts";
import { diffLines } from "./diff-lines.ts";
import { pathOf, readBytes } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import type { ParsedOptions } from "./parse-options.ts";
import type { Output, ShimContext } from "./shim.ts";
import { shim, ShimFault } from "./shim.ts";

interface Side {
  readonly name: string;
  readonly lines: readonly string[];
  /** Whether the last line has its end. */
  readonly complete: boolean;
  readonly time: Date;
}

export const diff: Command = shim("diff", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "u0U:c1C:qsrNibwBEaeyW:tdx:L:234",
    long: {
      unified: "u",
      context: "c",
      brief: "q",
      "report-identical-files": "s",
      recursive: "r",
      "new-file": "N",
      "ignore-case": "i",
      "ignore-space-change": "b",
      "ignore-all-space": "w",
      "ignore-blank-lines": "B",
      text: "a",
      label: "L",
      exclude: "x",
      color: "2",
      "strip-trailing-cr": "3",
      normal: "4",
    },
    exitCode: 2,
  });
  const [left, right] = options.operands;
  if (left === undefined || right === undefined) {
    throw new ShimFault(`missing operand after '${left ?? "diff"}'`, 2);
  }
  await compare(left, right, { context, output, options });
});

interface Job {
  readonly context: ShimContext;
  readonly output: Output;
  readonly options: ParsedOptions;
}

async function isDirectory(context: ShimContext, name: string): Promise<boolean | undefined> {
  if (name === "-") return false;
  return (await context.fs.stat(pathOf(context, name)).catch(() => undefined))?.isDirectory;
}

async function compare(left: string, right: string, job: Job): Promise<void> {
  const { context, output, options } = job;
  const [first, second] = await Promise.all([
    isDirectory(context, left),
    isDirectory(context, right),
  ]);
  for (const [name, kind] of [
    [left, first],
    [right, second],
  ] as const) {
    if (kind === undefined && !options.has("N"))
      output.complain(`${name}: No such file or directory`, 2);
  }
  if (output.exitCode === 2) return;
  if (first === true && second === true) await compareDirectories(left, right, job);
  else if (first === true) await compareFiles(`${left}/${baseOf(right)}`, right, job);
  else if (second === true) await compareFiles(left, `${right}/${baseOf(left)}`, job);
  else await compareFiles(left, right, job);
}

async function compareDirectories(left: string, right: string, job: Job): Promise<void> {
  const { context, output, options } = job;
  const [ours, theirs] = await Promise.all(
    [left, right].map(async (name) => new Set(await context.fs.readdir(pathOf(context, name)))),
  );
  for (const name of [...new Set([...(ours ?? []), ...(theirs ?? [])])].toSorted()) {
    if (options.values("x").includes(name)) continue;
    const only = ours?.has(name) !== true ? right : theirs?.has(name) !== true ? left : undefined;
    if (only !== undefined && !options.has("N")) {
      output.line(`Only in ${only}: ${name}`);
      output.exitCode = 1;
      continue;
    }
    const [a, b] = [`${left}/${name}`, `${right}/${name}`];
    const [first, second] = await Promise.all([isDirectory(context, a), isDirectory(context, b)]);
    if (first === true && second === true) {
      if (options.has("r")) await compareDirectories(a, b, job);
      else output.line(`Common subdirectories: ${a} and ${b}`);
    } else await compareFiles(a, b, job, true);
  }
}

async function side(name: string, job: Job): Promise<Side> {
  const stat = await job.context.fs.stat(pathOf(job.context, name)).catch(() => undefined);
  const bytes = stat === undefined && name !== "-" ? "" : await readBytes(job.context, name);
  const lines = bytes.split("\n");
  const complete = lines.at(-1) === "";
  if (complete) lines.pop();
  return { name, lines, complete: complete || bytes === "", time: stat?.mtime ?? new Date() };
}

async function compareFiles(
  left: string,
  right: string,
  job: Job,
  inDirectory = false,
): Promise<void> {
  const { output, options } = job;
  const [a, b] = await Promise.all([side(left, job), side(right, job)]);
  // A last line without its end differs from one that has it.
  const seen = (one: Side): readonly string[] =>
    one.complete ? one.lines : [...one.lines.slice(0, -1), `${one.lines.at(-1) ?? ""}\0`];
  const differences = diffLines(
    seen(a),
    seen(b),
    (x, y) => normal(x, options) === normal(y, options),
  ).filter(
    (run) =>
      !options.has("B") ||
      [
        ...a.lines.slice(run.leftFrom, run.leftTo),
        ...b.lines.slice(run.rightFrom, run.rightTo),
      ].some((line) => line !== ""),
  );
  if (differences.length === 0) {
    if (options.has("s")) output.line(`Files ${left} and ${right} are identical`);
    return;
  }
  output.exitCode = 1;
  if (
    options.has("q") ||
    (!options.has("a") && [...a.lines, ...b.lines].some((line) => line.includes("\0")))
  ) {
    output.line(
      options.has("q")
        ? `Files ${left} and ${right} differ`
        : `Binary files ${left} and ${right} differ`,
    );
    return;
  }
  if (inDirectory)
    output.line(
      `diff ${["u", "r", "N"]
        .filter((one) => options.has(one))
        .map((one) => `-${one} `)
        .join("")}${left} ${right}`,
    );
  const around = options.value("U") ?? options.value("C");
  if (options.has("u") || options.has("U"))
    unified(a, b, differences, { output, options, around: Number(around ?? 3) });
  else plain(a, b, differences, output);
}

function normal(line: string, options: ParsedOptions): string {
  let text = line;
  if (options.has("3")) text = text.replace(/\r$/u, "");
  if (options.has("w")) text = text.replace(/\s+/gu, "");
  else if (options.has("b")) text = text.replace(/\s+/gu, " ").trimEnd();
  return options.has("i") ? text.toLowerCase() : text;
}

const noEnd = "\n\\ No newline at end of file";

function withEnd(one: Side, at: number): string {
  return `${one.lines[at] ?? ""}${!one.complete && at === one.lines.length - 1 ? noEnd : ""}`;
}

function plain(a: Side, b: Side, differences: readonly Difference[], output: Output): void {
  const range = (from: number, to: number): string =>
    to - from <= 1 ? String(to) : `${String(from + 1)},${String(to)}`;
  for (const { leftFrom, leftTo, rightFrom, rightTo } of differences) {
    const kind = leftFrom === leftTo ? "a" : rightFrom === rightTo ? "d" : "c";
    output.line(`${range(leftFrom, leftTo)}${kind}${range(rightFrom, rightTo)}`);
    for (let at = leftFrom; at < leftTo; at += 1) output.line(`< ${withEnd(a, at)}`);
    if (kind === "c") output.line("---");
    for (let at = rightFrom; at < rightTo; at += 1) output.line(`> ${withEnd(b, at)}`);
  }
}

function unified(
  a: Side,
  b: Side,
  differences: readonly Difference[],
  how: { readonly output: Output; readonly options: ParsedOptions; readonly around: number },
): void {
  const { output, options, around } = how;
  const stamp = (one: Side): string => {
    const iso = one.time.toISOString();
    return `${one.name}\t${iso.slice(0, 10)} ${iso.slice(11, 23)}000000 +0000`;
  };
  const [leftLabel, rightLabel] = options.values("L");
  output.line(`--- ${leftLabel ?? stamp(a)}`);
  output.line(`+++ ${rightLabel ?? stamp(b)}`);
  const hunks: Difference[][] = [];
  for (const run of differences) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && run.leftFrom - last.leftTo <= around * 2) hunks.at(-1)?.push(run);
    else hunks.push([run]);
  }
  for (const hunk of hunks) {
    const [first, last] = [hunk[0], hunk.at(-1)];
    if (first === undefined || last === undefined) continue;
    const before = Math.min(around, first.leftFrom, first.rightFrom);
    const after = Math.min(around, a.lines.length - last.leftTo);
    const [leftFrom, leftTo] = [first.leftFrom - before, last.leftTo + after];
    const [rightFrom, rightTo] = [first.rightFrom - before, last.rightTo + after];
    const range = (from: number, to: number): string => {
      const length = to - from;
      return length === 1
        ? String(from + 1)
        : `${String(length === 0 ? from : from + 1)},${String(length)}`;
    };
    output.line(`@@ -${range(leftFrom, leftTo)} +${range(rightFrom, rightTo)} @@`);
    let at = leftFrom;
    for (const run of hunk) {
      for (; at < run.leftFrom; at += 1) output.line(` ${withEnd(a, at)}`);
      for (; at < run.leftTo; at += 1) output.line(`-${withEnd(a, at)}`);
      for (let other = run.rightFrom; other < run.rightTo; other += 1)
        output.line(`+${withEnd(b, other)}`);
    }
    for (; at < leftTo; at += 1) output.line(` ${withEnd(a, at)}`);
  }
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

export const cmp: Command = shim("cmp", "bytes", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "slbi:n:",
    long: { silent: "s", quiet: "s", verbose: "l" },
    exitCode: 2,
  });
  const [left = "-", right = "-"] = options.operands;
  const [a, b] = await Promise.all([readBytes(context, left), readBytes(context, right)]);
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a[at] === b[at]) at += 1;
  if (at === length && a.length === b.length) return;
  output.exitCode = 1;
  if (options.has("s")) return;
  const line = a.slice(0, at).split("\n").length;
  if (at < length)
    output.line(`${left} ${right} differ: byte ${String(at + 1)}, line ${String(line)}`);
  else {
    const shorter = a.length < b.length ? left : right;
    output.complain(
      `EOF on ${shorter} after byte ${String(length)}, ${a[at - 1] === "\n" ? `line ${String(line - 1)}` : `in line ${String(line)}`}`,
    );
  }
});
