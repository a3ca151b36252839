import { formatCost, formatCount, formatSeconds, formatShare } from "../terminal/format-number.ts";
import type { Styles } from "../terminal/styles.ts";
import type { RunProgress } from "./run-progress.ts";

const phaseWords = [
  ["setting-up", "setting up"],
  ["playing", "playing"],
  ["grading", "grading"],
] as const;

const barWidth = 20;

/** A run's progress in one line: done of total, success so far, tokens and cost, what goes on, time left. */
export function progressLine(
  progress: RunProgress,
  {
    concurrency,
    seconds,
    styles,
    bar,
  }: {
    readonly concurrency: number;
    /** Since the run began. */
    readonly seconds: number;
    readonly styles: Styles;
    readonly bar: boolean;
  },
): string {
  const { planned, done, scored, succeeded, tokens, cost, projectedCost } = progress;
  const share = planned === 0 ? 0 : done / planned;
  const filled = Math.round(share * barWidth);
  const left = progress.secondsLeft(concurrency);
  const phases = progress.phases();
  const parts = [
    `${done}/${planned}`,
    ...(bar
      ? [styles.good("█".repeat(filled)) + styles.dim("░".repeat(Math.max(0, barWidth - filled)))]
      : []),
    ...(scored === 0 ? [] : [`${formatShare(succeeded / scored)} succeeded`]),
    ...(tokens === 0 ? [] : [`${formatCount(tokens)} tokens`, costText(cost, projectedCost)]),
    ...phaseWords.flatMap(([phase, word]) => {
      const count = phases.get(phase);
      return count === undefined ? [] : [`${count} ${word}`];
    }),
    formatSeconds(seconds),
    ...(left === undefined ? [] : [`about ${formatSeconds(left)} left`]),
  ];
  return parts.join("  ");
}

function costText(cost: number | null, projected: number | undefined): string {
  const so = formatCost(cost);
  return projected === undefined ? so : `${so} of about ${formatCost(projected)}`;
}
