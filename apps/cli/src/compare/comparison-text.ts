import { differenceText, type RunComparison } from "@agent-gym/runner";

import { countOf } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import {
  cost,
  intervalWord,
  rateInterval,
  ratePoints,
  reward,
  rewardDelta,
  share,
  turns,
  unpairedLines,
  whoPlayed,
} from "./describe-difference.ts";
import type { Comparisons } from "./run-compare.ts";

const mostChanged = 30;
const widestTask = 48;

/** Comparisons for people: for each run a table of two lines, what is sure of it, the tasks that changed. */
export function comparisonText({ baseline, others }: Comparisons, styles: Styles): string {
  return others
    .map(({ record, comparison }) => {
      const { successRate, meanReward } = comparison;
      const heads = [
        { head: "" },
        { head: "run" },
        { head: "agent, model" },
        { head: "success", align: "right" },
        { head: "reward", align: "right" },
        { head: "turns", align: "right" },
        { head: "cost per episode", align: "right" },
      ] as const;
      const line = (side: "before" | "after") => [
        side,
        harmlessLine(comparison[side]),
        harmlessLine(whoPlayed(side === "before" ? baseline : record)),
        share(successRate?.[side]),
        reward(meanReward?.[side]),
        turns(comparison.turns[side]),
        cost(comparison.cost[side]),
      ];
      return [
        ...formatTable(heads, [line("before"), line("after")]),
        "",
        ...changeLines(comparison, styles),
        ...changedTasks(comparison, styles),
      ].join("\n");
    })
    .join("\n\n");
}

function changeLines(comparison: RunComparison, styles: Styles): readonly string[] {
  const { successRate, wins, losses, ties, differences } = comparison;
  const tasks = wins + losses + ties;
  const word = intervalWord(successRate);
  const effect = successRate?.minimumDetectableEffect ?? null;
  return [
    `${styles.bold(ratePoints(successRate))} success, 95 % interval ${rateInterval(successRate)}: ${colour(word, styles)}`,
    `${rewardDelta(comparison.meanReward)} mean reward`,
    `${countOf(tasks, "task")} compared: ${wins} better, ${losses} worse, ${ties} alike`,
    ...unpairedLines(comparison).map(harmlessLine),
    ...(effect === null ? [] : [effectText(effect)]),
    ...differences.map((difference) => styles.dim(harmlessLine(differenceText(difference)))),
  ];
}

function effectText(effect: number): string {
  return effect > 1
    ? "So few tasks could show no difference reliably."
    : `A true difference from ${Number((effect * 100).toFixed(1))} points on would show four times out of five.`;
}

function colour(word: string, styles: Styles): string {
  if (word === "better") return styles.good(word);
  return word === "worse" ? styles.bad(word) : styles.dim(word);
}

function changedTasks({ changed }: RunComparison, styles: Styles): readonly string[] {
  if (changed.length === 0) return [];
  const heads = [
    { head: "task that changed" },
    { head: "before", align: "right" },
    { head: "after", align: "right" },
  ] as const;
  const rows = changed
    .slice(0, mostChanged)
    .map(({ task, before, after }) => [
      cutToWidth(harmlessLine(task), widestTask),
      share(before),
      (after > before ? styles.good : styles.bad)(share(after)),
    ]);
  const more = changed.length - mostChanged;
  return [
    "",
    ...formatTable(heads, rows),
    ...(more > 0 ? [`and ${countOf(more, "more task")}; --format json has all`] : []),
  ];
}
