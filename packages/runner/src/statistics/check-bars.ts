import type { RunStatistics } from "./run-statistics.ts";

/** What a run must reach, to count as good enough. */
export interface RunBars {
  /** The least success rate, from 0 to 1. Default: none. */
  readonly failUnder?: number;
  /** The least share of planned episodes that have a reward, from 0 to 1. Default 0.95. */
  readonly minCoverage?: number;
}

/** A bar that a run does not reach. */
export interface MissedBar {
  /** Which bar it is. */
  readonly bar: "coverage" | "success-rate";
  /** From 0 to 1. */
  readonly required: number;
  /** `null` when nothing was scored. */
  readonly found: number | null;
  /** One line for people. */
  readonly message: string;
}

/** Below this share of scored episodes a run's numbers are not decisive. */
export const defaultMinCoverage = 0.95;

/**
 * Which bars a run does not reach. Coverage comes first: below it nobody knows the success rate well
 * enough to say that it is too low, or high enough.
 */
export function checkBars(
  { coverage, successRate }: Pick<RunStatistics, "coverage" | "successRate">,
  { failUnder, minCoverage = defaultMinCoverage }: RunBars,
): readonly MissedBar[] {
  const rate = successRate?.mean ?? null;
  const bars = [
    { bar: "coverage", what: "Coverage", required: minCoverage, found: coverage },
    { bar: "success-rate", what: "The success rate", required: failUnder, found: rate },
  ] as const;
  return bars.flatMap(({ bar, what, required, found }) => {
    if (required === undefined || (found !== null && found >= required - rounding)) return [];
    const is = found === null ? "not known, for nothing was scored" : percent(found);
    const message = `${what} is ${is}; at least ${percent(required)} were asked for.`;
    return [{ bar, required, found, message }];
  });
}

/** A mean of fractions may miss the number that it is by its last digits. */
const rounding = 1e-9;

/** With as many digits as tell 99.96 % from 100 %. */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
