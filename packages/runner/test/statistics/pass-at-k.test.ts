import * as fc from "fast-check";
import { expect, test } from "vitest";

import { passAtK, passHatK } from "../../src/index.ts";

/** All ways to choose k of n, as lists of indices. */
function subsets(n: number, k: number): number[][] {
  if (k === 0) return [[]];
  if (k > n) return [];
  return [...subsets(n - 1, k), ...subsets(n - 1, k - 1).map((one) => [...one, n - 1])];
}

test("both are the shares of all ways to draw k attempts", () => {
  const attempts = fc.integer({ min: 1, max: 8 });
  fc.assert(
    fc.property(attempts, fc.nat(8), fc.nat(7), (n, some, which) => {
      const successes = Math.min(n, some);
      const k = 1 + (which % n);
      const draws = subsets(n, k);
      const hit = draws.filter((draw) => draw.some((index) => index < successes)).length;
      const all = draws.filter((draw) => draw.every((index) => index < successes)).length;
      expect(passAtK({ attempts: n, successes }, k)).toBeCloseTo(hit / draws.length, 12);
      expect(passHatK({ attempts: n, successes }, k)).toBeCloseTo(all / draws.length, 12);
    }),
  );
});

test("many attempts stay in range", () => {
  // 1 − C(9,000, 100) / C(10,000, 100), from logarithms of factorials.
  const logChoose = (n: number, k: number): number => {
    let sum = 0;
    for (let index = 0; index < k; index += 1) sum += Math.log(n - index) - Math.log(index + 1);
    return sum;
  };
  const expected = 1 - Math.exp(logChoose(9_000, 100) - logChoose(10_000, 100));
  expect(passAtK({ attempts: 10_000, successes: 1_000 }, 100)).toBeCloseTo(expected, 12);
});

test("do not lean to one side, whatever the number of attempts", () => {
  // Over all outcomes of n attempts that succeed with probability p, the mean is p's own value.
  const p = 0.3;
  const n = 6;
  const choose = (k: number): number => subsets(n, k).length;
  for (let k = 1; k <= n; k += 1) {
    let some = 0;
    let every = 0;
    for (let successes = 0; successes <= n; successes += 1) {
      const weight = choose(successes) * p ** successes * (1 - p) ** (n - successes);
      some += weight * passAtK({ attempts: n, successes }, k);
      every += weight * passHatK({ attempts: n, successes }, k);
    }
    expect(some).toBeCloseTo(1 - (1 - p) ** k, 12);
    expect(every).toBeCloseTo(p ** k, 12);
  }
});
