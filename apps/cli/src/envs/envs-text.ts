import { relative } from "node:path";

import { labelled } from "../report/labelled.ts";
import { countOf } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import type { EnvironmentFacts, EnvironmentOrigin } from "./environment-facts.ts";
import type { UnusableEnvironment } from "./list-environments.ts";
import { optionLines } from "./option-lines.ts";

interface TextOptions {
  readonly styles: Styles;
  /** Paths are told from here. */
  readonly cwd: string;
  readonly program: string;
}

const widestDescription = 72;

/** A line for each environment; under them those that can't be used, with the reason. */
export function environmentList(
  all: readonly (EnvironmentFacts | UnusableEnvironment)[],
  { styles, cwd, program }: TextOptions,
): string {
  const usable = all.filter((one): one is EnvironmentFacts => !("problem" in one));
  const broken = all.filter((one): one is UnusableEnvironment => "problem" in one);
  const heads = ["environment", "version", "tasks", "options", "roles", "needs", "from"];
  const rows = usable.map((one) => [
    harmlessLine(one.from.typed),
    harmlessLine(one.version),
    one.tasks === null ? "-" : `${one.tasks.count}${one.tasks.more ? "+" : ""}`,
    String(one.options.length),
    String(Object.keys(one.roles).length),
    harmlessLine(needsWords(one.needs)),
    place(one.from, cwd),
  ]);
  const table = formatTable(
    heads.map((head) => ({ head })),
    rows,
  ).flatMap((line, index) => {
    const facts = usable[index - 1];
    if (facts === undefined) return [styles.dim(line)];
    return [
      line,
      `  ${styles.dim(cutToWidth(harmlessLine(facts.description), widestDescription))}`,
    ];
  });
  const problems = broken.map(
    ({ from, problem }) =>
      `${styles.bad("✗")} ${harmlessLine(from.typed)} (${place(from, cwd)}) can't be used: ${harmlessLine(problem)}`,
  );
  return [
    ...table,
    ...(problems.length === 0 ? [] : ["", ...problems]),
    "",
    styles.dim(`One of them in full: ${program} envs cmd`),
  ].join("\n");
}

/** Everything about one environment. */
export function environmentText(
  facts: EnvironmentFacts,
  { styles, cwd, program }: TextOptions,
): string {
  const { from, name, version, description, tasks, options, roles, needs } = facts;
  const rows = [
    ["from", place(from, cwd)] as const,
    ["tasks", taskWords(tasks)] as const,
    ["needs", harmlessLine(needsWords(needs))] as const,
    ...Object.entries(roles).map(
      ([role, does]) => ["roles", harmlessLine(`${role}: ${does}`)] as const,
    ),
  ];
  return [
    `${styles.bold(harmlessLine(`${name} ${version}`))}  ${harmlessLine(description)}`,
    labelled(rows, styles),
    "",
    ...optionLines(options, styles),
    "",
    styles.dim(`${program} eval ${harmlessLine(from.typed)} --agent oracle`),
  ].join("\n");
}

function taskWords(tasks: EnvironmentFacts["tasks"]): string {
  if (tasks === null) return "none of its own: name a file with --data-file";
  return tasks.more ? `more than ${tasks.count} of its own` : `${tasks.count} of its own`;
}

function needsWords(needs: EnvironmentFacts["needs"]): string {
  if (needs === null) return "depends on the task";
  const { sandbox, roles } = needs;
  const can = sandbox === null || sandbox.length === 0 ? "" : ` (${sandbox.join(", ")})`;
  const parts = [
    ...(sandbox === null ? [] : [`sandbox${can}`]),
    ...(roles.length === 0
      ? []
      : [`${countOf(roles.length, "model").replace(/^\d+ /, "")} for ${roles.join(", ")}`]),
  ];
  return parts.length === 0 ? "nothing" : parts.join("; ");
}

function place({ kind, package: found }: EnvironmentOrigin, cwd: string): string {
  if (found === undefined) return kind === "file" ? "a file" : kind;
  const label = harmlessLine(`${found.name} ${found.version}`.trim());
  if (kind === "built-in") return `built in: ${label}`;
  const near = relative(cwd, found.folder);
  return harmlessLine(`${label} in ${near.length < found.folder.length ? near : found.folder}`);
}
