import type { Estimate, IndexEntry, RunStatistics, RunStop, RunSummary } from "@agent-gym/runner";

import {
  countOf,
  formatCost,
  formatCount,
  formatReward,
  formatSeconds,
  formatShare,
} from "../terminal/format-number.ts";
import { cutToWidth } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { episodeName } from "./episode-line.ts";
import { failureCauses } from "./failure-causes.ts";
import { groupRows } from "./group-rows.ts";
import { labelled } from "./labelled.ts";

const mostCauses = 5;

/** The numbers of a run on one screen, and why episodes did not succeed. */
export function summaryText(
  summary: RunSummary,
  {
    entries,
    statistics,
    attempts,
    stopped,
    styles,
    width,
  }: {
    /** The last try of each episode. */
    readonly entries: readonly IndexEntry[];
    readonly statistics: RunStatistics;
    readonly attempts: number;
    /** What ended the run early. */
    readonly stopped?: RunStop | undefined;
    readonly styles: Styles;
    readonly width: number;
  },
): string {
  const rows: (readonly [string, string])[] = [
    ...(stopped === undefined ? [] : [["stopped", stopText(stopped, summary)] as const]),
    ["success", `${styles.bold(successText(summary))}${intervalText(statistics.successRate)}`],
    ["reward", rewardText(summary)],
    ["episodes", identityText(summary)],
  ];
  const passes = passText(statistics, attempts);
  if (passes !== undefined) rows.push(["attempts", passes]);
  rows.push(...groupRows(statistics, { width }));
  const endings = Object.entries(summary.endings).map(([ending, count]) => `${ending} ${count}`);
  if (endings.length > 0) rows.push(["endings", endings.join(", ")]);
  rows.push(...usageRows(summary));
  rows.push(["time", formatSeconds(summary.wallSeconds)]);
  const causes = failureCauses(entries);
  for (const { cause, count, example } of causes.slice(0, mostCauses)) {
    const name = episodeName(example, { attempts });
    const text = `${count} × ${harmlessLine(cause)}`;
    rows.push([
      "causes",
      `${styles.bad(cutToWidth(text, Math.max(40, width - 14 - name.length - 8)))}  ${styles.dim(`as ${name}`)}`,
    ]);
  }
  if (causes.length > mostCauses) {
    rows.push(["causes", `and ${countOf(causes.length - mostCauses, "more cause")}`]);
  }
  return labelled(rows, styles);
}

function stopText(stopped: RunStop, { owed }: RunSummary): string {
  return `${stopWords[stopped]}; ${countOf(owed, "episode")} ${owed === 1 ? "is" : "are"} owed`;
}

const stopWords: Readonly<Record<RunStop, string>> = {
  drain: "told to stop",
  signal: "told to stop",
  time: "the time of --max-time is up",
  budget: "--max-cost has no room for another call",
  provider: "the endpoint refuses every call",
};

/** `11 of 12 succeeded (91.7 %)`. */
export function successText({ succeeded, scored, successRate }: RunSummary): string {
  if (successRate === null) return "no episode was scored";
  return `${succeeded} of ${scored} succeeded (${formatShare(successRate)})`;
}

/** How sure a rate is; nothing where that can't be told. */
function intervalText(estimate: Estimate | undefined): string {
  const { interval = null, tasks = 0 } = estimate ?? {};
  if (interval === null) return "";
  const [low, high] = [interval.low, interval.high].map((share) => (share * 100).toFixed(0));
  return `, 95 % interval ${low} to ${high} % over ${countOf(tasks, "task")}`;
}

/** The two ends of what several attempts show. */
function passText({ passes }: RunStatistics, attempts: number): string | undefined {
  const last = passes.at(-1);
  if (attempts === 1 || last === undefined) return undefined;
  const { k, passAtK, passHatK } = last;
  return `pass@${k} ${formatShare(passAtK.mean)} (at least one of ${k}), pass^${k} ${formatShare(passHatK.mean)} (all ${k})`;
}

function rewardText({ meanReward, scored, planned, coverage }: RunSummary): string {
  if (meanReward === null) return "none";
  return `${formatReward(meanReward)} mean of ${scored} scored, ${formatShare(coverage)} of ${planned} planned`;
}

function identityText(summary: RunSummary): string {
  const { planned, scored, cancelled, limited, failed, unscored } = summary;
  return `${planned} planned = ${scored} scored + ${cancelled} cancelled + ${limited} limited + ${failed} broken + ${unscored} unscored`;
}

/** What each role's model has used, and all of them together. */
function usageRows({ usage }: RunSummary): readonly (readonly [string, string])[] {
  const roles = Object.entries(usage.roles);
  const rows = roles.map(([role, used]) => {
    const cached = used.cachedTokens > 0 ? ` (${formatCount(used.cachedTokens)} cached)` : "";
    const guessed = used.estimated === true ? ", estimated" : "";
    const tokens = `${formatCount(used.inputTokens)} in${cached}, ${formatCount(used.outputTokens)} out${guessed}`;
    return ["tokens", `${role} ${tokens}; cost ${formatCost(used.cost)}`] as const;
  });
  return roles.length < 2 ? rows : [...rows, ["cost", `${formatCost(usage.cost)} in all`]];
}
