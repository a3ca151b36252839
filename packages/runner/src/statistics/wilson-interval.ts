import type { Interval } from "./clustered-mean.ts";

/**
 * Wilson's score interval for a share (Wilson 1927, "Probable Inference, the Law of Succession, and
 * Statistical Inference", JASA 22). It stays within 0 and 1, and has a length also where nothing or
 * everything succeeded.
 *
 * @param options.share from 0 to 1.
 * @param options.trials independent ones; need not be whole.
 * @param options.critical how many standard errors wide: 1.96 for 95 %.
 */
export function wilsonInterval({
  share,
  trials,
  critical,
}: {
  readonly share: number;
  readonly trials: number;
  readonly critical: number;
}): Interval {
  const square = critical * critical;
  const centre = share + square / (2 * trials);
  const half = critical * Math.sqrt((share * (1 - share) + square / (4 * trials)) / trials);
  const scale = 1 + square / trials;
  return {
    low: share === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: share === 1 ? 1 : Math.min(1, (centre + half) / scale),
  };
}
