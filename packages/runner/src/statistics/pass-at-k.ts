/** How many attempts at a task were judged, and how many of them succeeded. */
export interface AttemptCount {
  /** Those with a reward. */
  readonly attempts: number;
  /** Those of them that succeeded: at most as many. */
  readonly successes: number;
}

/**
 * pass@k, without bias: how likely at least one of k attempts succeeds, when they are drawn from
 * those that were made: 1 − C(n − c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374, equation 1).
 *
 * @param k at most `attempts`.
 */
export function passAtK({ attempts, successes }: AttemptCount, k: number): number {
  return 1 - shareOfDraws(attempts, attempts - successes, k);
}

/**
 * pass^k, without bias: how likely all of k attempts succeed: C(c, k) / C(n, k) (Yao et al. 2024,
 * τ-bench, arXiv:2406.12045, section 2).
 *
 * @param k at most `attempts`.
 */
export function passHatK({ attempts, successes }: AttemptCount, k: number): number {
  return shareOfDraws(attempts, successes, k);
}

/** C(marked, k) / C(all, k), as a product, so that nothing grows out of range. */
function shareOfDraws(all: number, marked: number, k: number): number {
  let share = 1;
  for (let drawn = 0; drawn < k; drawn += 1) {
    share *= Math.max(0, marked - drawn) / (all - drawn);
  }
  return share;
}
