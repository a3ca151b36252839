import { halfWay, power, type Interval } from "./clustered-mean.ts";
import { normalQuantile, studentQuantile } from "./student-t.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** How two runs differ, over the tasks that both have. */
export interface PairedDifference {
  /** Mean of the tasks' means. */
  readonly before: number;
  /** As before, of the other run. */
  readonly after: number;
  /** After less before. */
  readonly delta: number;
  /** `null` with fewer than two tasks. */
  readonly standardError: number | null;
  /** 95 %; `null` with fewer than two tasks, or when unbounded rewards all differ alike. */
  readonly interval: Interval | null;
  /** The smallest true difference that this comparison would show four times out of five. */
  readonly minimumDetectableEffect: number | null;
  /** How many are compared. */
  readonly tasks: number;
}

/**
 * The difference of two runs by task: each task counts once, however many attempts it had, and what
 * makes a task hard for both runs cancels out (Miller 2024, arXiv:2411.00640, section 4.2). The
 * interval is the paired t interval (Student 1908) of the tasks' differences, cut at what is possible.
 *
 * Where all tasks differ alike, mostly not at all, t has nothing to go by. The interval is then as
 * wide on both sides as the share of tasks that may yet change: Wilson's upper bound for none of so
 * many.
 *
 * @param options.width from the smallest to the largest possible value of a task.
 * @returns `undefined` when there is no task.
 */
export function pairedDifference(
  tasks: readonly { readonly before: number; readonly after: number }[],
  { width }: { readonly width: number },
): PairedDifference | undefined {
  const count = tasks.length;
  if (count === 0) return undefined;
  const before = mean(tasks.map((task) => task.before));
  const after = mean(tasks.map((task) => task.after));
  const differences = tasks.map((task) => task.after - task.before);
  const delta = mean(differences);
  const basics = { before, after, delta, tasks: count };
  if (count < 2) {
    return { ...basics, standardError: null, interval: null, minimumDetectableEffect: null };
  }
  const squares = differences.map((difference) => (difference - delta) ** 2);
  const spread = Math.sqrt((mean(squares) * count) / (count - 1));
  // Rounding makes of all-equal differences a mean that is off by its last digit.
  const flat = spread <= 1e-12 * Math.max(1, Math.abs(delta));
  const standardError = flat ? 0 : spread / Math.sqrt(count);
  const critical = studentQuantile(halfWay, count - 1);
  const half = flat ? unseen(count) * width : critical * standardError;
  return {
    ...basics,
    standardError,
    interval: Number.isFinite(half)
      ? { low: Math.max(-width, delta - half), high: Math.min(width, delta + half) }
      : null,
    minimumDetectableEffect: flat
      ? null
      : (critical + studentQuantile(power, count - 1)) * standardError,
  };
}

/** The largest share of tasks that may differ, though none of so many did. */
function unseen(count: number): number {
  return wilsonInterval({ share: 0, trials: count, critical: normalQuantile(halfWay) }).high;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
