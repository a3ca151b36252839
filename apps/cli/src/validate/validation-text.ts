import type {
  ProbeResult,
  TaskStanding,
  TaskValidation,
  ValidationReport,
} from "@agent-gym/runner";

import { countOf } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";

/** What is tried, and which probes show it. */
const columns: readonly (readonly [head: string, ofProbe: (probe: string) => boolean])[] = [
  ["solution", (probe) => probe === "solution"],
  ["repeat", (probe) => probe === "repeat"],
  ["nothing", (probe) => probe === "nothing"],
  ["empty", (probe) => probe === "empty-answer"],
  ["random", (probe) => probe === "random"],
  ["cheats", (probe) => probe.startsWith("cheat:")],
  ["regrade", (probe) => probe.startsWith("regrade:")],
];

const widestTask = 40;
const widestReason = 400;

/** A line for each task and what was tried on it; under it why those failed that did. */
export function validationTable(tasks: readonly TaskValidation[], styles: Styles): string {
  const heads = [{ head: "task" }, { head: "standing" }, ...columns.map(([head]) => ({ head }))];
  const rows = tasks.map(({ task, standing, probes }) => [
    cutToWidth(harmlessLine(task), widestTask),
    standingWord(standing, styles),
    ...columns.map(([, ofProbe]) =>
      sign(
        probes.filter(({ probe }) => ofProbe(probe)),
        styles,
      ),
    ),
  ]);
  return [...formatTable(heads, rows), ...tasks.flatMap((task) => reasons(task, styles))].join(
    "\n",
  );
}

/** How many tasks stand where, in one line, and what that means. */
export function validationSummary(
  { tasks, standings, probes }: ValidationReport["totals"],
  { styles, skipUnmet }: { readonly styles: Styles; readonly skipUnmet: boolean },
): string {
  const parts = (Object.entries(standings) as [TaskStanding, number][])
    .filter(([standing, count]) => count > 0 && standing !== "proved")
    .map(([standing, count]) => `${count} ${standingWord(standing, styles)}`);
  const all = `${standings.proved} of ${countOf(tasks, "task")} proved`;
  const tried = styles.dim(
    `${countOf(probes.passed + probes.failed + probes.unknown, "probe")}, ${probes.failed} failed, ${probes.unknown} could not be told`,
  );
  const unmet = standings["not-provable"];
  const note =
    unmet > 0 && !skipUnmet
      ? `\n${styles.dim(`${countOf(unmet, "task")} can't be proved here; --skip-unmet does not count them as failures.`)}`
      : "";
  return `${[standings.proved === tasks ? styles.good(all) : styles.bold(all), ...parts].join(", ")}  ${tried}${note}`;
}

/** Where a task stands, in a person's words. */
export function standingWord(standing: TaskStanding, styles: Styles): string {
  const [style, word] = standingWords[standing];
  return styles[style](word);
}

const standingWords: Readonly<Record<TaskStanding, readonly [keyof Styles, string]>> = {
  proved: ["good", "proved"],
  broken: ["bad", "broken"],
  "not-provable": ["dim", "not provable here"],
  unknown: ["warn", "could not tell"],
  "no-solution": ["warn", "no solution"],
};

function sign(probes: readonly ProbeResult[], styles: Styles): string {
  if (probes.length === 0) return styles.dim("-");
  const passed = probes.filter((probe) => probe.passed === true).length;
  const mark = probes.some((probe) => probe.passed === false)
    ? styles.bad("✗")
    : passed === probes.length
      ? styles.good("✓")
      : styles.warn("?");
  return probes.length === 1 ? mark : `${mark} ${passed}/${probes.length}`;
}

function reasons({ task, why, probes }: TaskValidation, styles: Styles): readonly string[] {
  const shown = probes.filter(({ passed }) => passed !== true);
  if (why === undefined && shown.length === 0) return [];
  return [
    "",
    styles.bold(harmlessLine(task)),
    ...(why === undefined ? [] : [`  ${harmlessLine(why)}`]),
    ...shown.flatMap(({ probe, expected, found, passed, why: reason }) => [
      `  ${passed === false ? styles.bad("✗") : styles.warn("?")} ${harmlessLine(probe)}: expected ${expected}, found ${harmlessLine(found)}`,
      ...(reason === undefined || reason === ""
        ? []
        : [`    ${styles.dim(cutToWidth(harmlessLine(reason), widestReason))}`]),
    ]),
  ];
}
