import { normalQuantile, studentQuantile } from "./student-t.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** Where the true value likely is: 95 of 100 such intervals hold it. */
export interface Interval {
  /** Its lower end, in the unit of the values. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

/** A mean over episodes, and how sure it is. */
export interface Estimate {
  /** Of all episodes, each counting alike. */
  readonly mean: number;
  /** `null` with fewer than two tasks. */
  readonly standardError: number | null;
  /** 95 %; `null` with fewer than two tasks, or when unbounded values are all alike. */
  readonly interval: Interval | null;
  /** How the interval was made. */
  readonly method: "clustered-t" | "wilson" | "none";
  /** How many have values. */
  readonly tasks: number;
  /** How many values there are. */
  readonly episodes: number;
}

/** The share of intervals that hold the true value. */
const confidence = 0.95;

/**
 * The mean over all values, with tasks as the unit: values of one task are not independent, so that
 * more attempts do not stand for more tasks.
 *
 * The standard error is the cluster-robust one (Liang and Zeger 1986; for evaluations, Miller 2024,
 * arXiv:2411.00640, section 2.2) with the correction G / (G − 1) for G tasks; the interval is the
 * mean ± t(G − 1) of these (Cameron and Miller 2015, "A Practitioner's Guide to Cluster-Robust
 * Inference", section VI). With as many attempts at each task it is that of the tasks' own means.
 *
 * Where that interval would leave the range of possible values, or has no length since all values
 * are alike, it is Wilson's instead, on the mean's place in the range. Its number of trials is the
 * effective one, mean × (1 − mean) / squared standard error, at least the number of tasks and at
 * most that of values. A mean of values in between has no wider an interval than a share of zeros
 * and ones (Bhatia and Davis 2000).
 *
 * @param tasks the values of each task; tasks without values are passed over.
 * @param options `range`: the least and the greatest possible value; default 0 to 1.
 * @returns `undefined` when there are no values.
 */
export function clusteredMean(
  tasks: readonly (readonly number[])[],
  { range = [0, 1] }: { readonly range?: readonly [minimum: number, maximum: number] } = {},
): Estimate | undefined {
  const clusters = tasks.filter((values) => values.length > 0);
  const episodes = sum(clusters.map((values) => values.length));
  if (episodes === 0) return undefined;
  const mean = sum(clusters.map(sum)) / episodes;
  const count = clusters.length;
  if (count < 2) {
    return { mean, standardError: null, interval: null, method: "none", tasks: count, episodes };
  }
  const squares = clusters.map((values) => sum(values.map((value) => value - mean)) ** 2);
  const standardError = Math.sqrt((count / (count - 1)) * sum(squares)) / episodes;
  const half = studentQuantile(halfWay, count - 1) * standardError;
  const [minimum, maximum] = range;
  const estimate = { mean, standardError, tasks: count, episodes };
  // Rounding makes of all-equal values a mean that is off by its last digit.
  const flat = standardError <= 1e-12 * Math.max(1, Math.abs(mean));
  if (!flat && mean - half >= minimum && mean + half <= maximum) {
    return {
      ...estimate,
      interval: { low: mean - half, high: mean + half },
      method: "clustered-t",
    };
  }
  const width = maximum - minimum;
  if (!Number.isFinite(width)) {
    const low = Math.max(minimum, mean - half);
    const high = Math.min(maximum, mean + half);
    const interval = flat ? null : { low, high };
    return { ...estimate, interval, method: flat ? "none" : "clustered-t" };
  }
  const share = Math.min(1, Math.max(0, (mean - minimum) / width));
  const effective = flat ? count : (share * (1 - share)) / (standardError / width) ** 2;
  const { low, high } = wilsonInterval({
    share,
    trials: Math.min(episodes, Math.max(count, effective)),
    critical: normalQuantile(halfWay),
  });
  const interval = { low: minimum + low * width, high: minimum + high * width };
  return { ...estimate, interval, method: "wilson" };
}

/** How likely a difference of the smallest detectable size is found: Cohen's convention (1988). */
export const power = 0.8;

/** The quantile at an interval's upper end. */
export const halfWay: number = (1 + confidence) / 2;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
