import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { clusteredMean } from "../../src/index.ts";
import { pairedDifference } from "../../src/statistics/paired-difference.ts";
import { normalQuantile, studentCdf, studentQuantile } from "../../src/statistics/student-t.ts";
import { wilsonInterval } from "../../src/statistics/wilson-interval.ts";
import { uniform } from "../uniform.ts";

describe("Student's t", () => {
  // Of the printed tables, as in any textbook.
  test.each([
    [1, 0.975, 12.706],
    [2, 0.975, 4.303],
    [4, 0.975, 2.776],
    [9, 0.975, 2.262],
    [29, 0.975, 2.045],
    [120, 0.975, 1.98],
    [5, 0.8, 0.92],
    [30, 0.8, 0.854],
    [3, 0.995, 5.841],
  ])("with %d degrees of freedom stays below its quantile %d", (degrees, probability, value) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(value, 3);
    expect(studentQuantile(1 - probability, degrees)).toBeCloseTo(-value, 3);
  });

  test("becomes the normal distribution", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621, 6);
  });

  test("has a quantile that its distribution function undoes", () => {
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 5000 }), (p, degrees) => {
        expect(studentCdf(studentQuantile(p, degrees), degrees)).toBeCloseTo(p, 9);
      }),
    );
  });

  test("has for 1 and 2 degrees of freedom the distribution that a formula gives", () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (value) => {
        expect(studentCdf(value, 1)).toBeCloseTo(0.5 + Math.atan(value) / Math.PI, 12);
        expect(studentCdf(value, 2)).toBeCloseTo(
          0.5 + value / (2 * Math.hypot(value, Math.SQRT2)),
          12,
        );
      }),
    );
  });
});

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %d in %d is the published one", (hits, trials, low, high) => {
  const interval = wilsonInterval({ share: hits / trials, trials, critical: 1.959964 });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

describe("a mean clustered by task", () => {
  test("has Miller's standard error, with the correction for few tasks", () => {
    const value = fc.constantFrom<number[]>(0, 0.25, 1);
    const task = fc.array(value, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(task, { minLength: 2, maxLength: 12 }), (tasks) => {
        const values = tasks.flat();
        const n = values.length;
        const mean = values.reduce((sum, one) => sum + one, 0) / n;
        // The formula as it is printed: own squares, then the products of all pairs within a task.
        const clt = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / n / n;
        let cross = 0;
        for (const one of tasks) {
          for (const [i, left] of one.entries()) {
            for (const [j, right] of one.entries()) {
              if (i !== j) cross += (left - mean) * (right - mean);
            }
          }
        }
        const g = tasks.length;
        const expected = Math.sqrt((Math.max(0, clt + cross / n / n) * g) / (g - 1));
        const estimate = clusteredMean(tasks);
        expect(estimate?.mean).toBeCloseTo(mean, 12);
        expect(estimate?.standardError).toBeCloseTo(expected, 7);
      }),
    );
  });

  test("with as many attempts at each task is the t interval of the tasks' means", () => {
    // Means 0.25, 0.5, 0.75, 0.5: mean 0.5, standard deviation √(0.125 / 3), t(3) = 3.1824.
    const estimate = clusteredMean([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [0, 1, 0, 1],
    ]);
    const half = (3.182446 * Math.sqrt(0.125 / 3)) / 2;
    expect(estimate).toMatchObject({ mean: 0.5, tasks: 4, episodes: 16, method: "clustered-t" });
    expect(estimate?.interval?.low).toBeCloseTo(0.5 - half, 6);
    expect(estimate?.interval?.high).toBeCloseTo(0.5 + half, 6);
  });

  test("does not grow surer by repeating what a task does every time", () => {
    const once = [[1], [0], [1], [0], [1], [1]];
    const often = once.map(([value = 0]) => Array.from({ length: 10 }, () => value));
    expect(clusteredMean(often)?.interval?.low).toBeCloseTo(
      clusteredMean(once)?.interval?.low ?? -1,
    );
    expect(clusteredMean(often)?.standardError).toBeCloseTo(
      clusteredMean(once)?.standardError ?? -1,
    );
  });

  test("where all succeed or all fail is Wilson's, over the tasks", () => {
    const all = clusteredMean(Array.from({ length: 20 }, () => [0, 0, 0]));
    expect(all).toMatchObject({ mean: 0, method: "wilson", interval: { low: 0 } });
    expect(all?.interval?.high).toBeCloseTo(0.1611, 4);
  });

  test("scales with the range of rewards", () => {
    const estimate = clusteredMean([[5], [5], [5]], { range: [-5, 5] });
    const unit = clusteredMean([[1], [1], [1]]);
    expect(estimate?.interval?.high).toBe(5);
    expect(estimate?.interval?.low).toBeCloseTo(-5 + 10 * (unit?.interval?.low ?? 0), 12);
    const unbounded = { range: [0, Infinity] } as const;
    expect(clusteredMean([[2], [2]], unbounded)).toMatchObject({ mean: 2, interval: null });
    expect(clusteredMean([[1], [9]], unbounded)?.interval?.low).toBe(0);
  });

  test("has no interval for one task, and is nothing for none", () => {
    expect(clusteredMean([[1, 0, 1], []])).toEqual({
      mean: 2 / 3,
      standardError: null,
      interval: null,
      method: "none",
      tasks: 1,
      episodes: 3,
    });
    expect(clusteredMean([[], []])).toBeUndefined();
  });

  test("always stays within what is possible, with its mean inside", () => {
    const task = fc.array(fc.constantFrom<number[]>(0, 1), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(task, { minLength: 2, maxLength: 30 }), (tasks) => {
        const estimate = clusteredMean(tasks);
        if (estimate === undefined || estimate.interval === null) return;
        const { low, high } = estimate.interval;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(estimate.mean);
        expect(high).toBeGreaterThanOrEqual(estimate.mean);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });

  test("holds the true value about 95 times in 100, though attempts at a task are alike", () => {
    const random = uniform(1);
    let held = 0;
    const rounds = 2_000;
    for (let round = 0; round < rounds; round += 1) {
      // How hard a task is comes from a uniform distribution: the true rate is one half.
      const tasks = Array.from({ length: 30 }, () => {
        const ease = random();
        return Array.from({ length: 4 }, () => (random() < ease ? 1 : 0));
      });
      const { low = 1, high = 0 } = clusteredMean(tasks)?.interval ?? {};
      if (low <= 0.5 && 0.5 <= high) held += 1;
    }
    // Three standard errors of 2,000 rounds are 1.5 points.
    expect(held / rounds).toBeGreaterThan(0.935);
    expect(held / rounds).toBeLessThan(0.965);
  });
});

describe("a paired difference", () => {
  test("is that of Student's own example", () => {
    // Sleep gained with two drugs (Student 1908): R's t.test gives 1.58, 0.7001 to 2.4599.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const difference = pairedDifference(
      first.map((before, index) => ({ before, after: second[index] ?? 0 })),
      { width: 24 },
    );
    expect(difference?.delta).toBeCloseTo(1.58, 10);
    expect(difference?.interval?.low).toBeCloseTo(0.7001, 4);
    expect(difference?.interval?.high).toBeCloseTo(2.4599, 4);
    expect(difference?.standardError).toBeCloseTo(0.38896, 4);
    // (2.2622 + 0.8834) standard errors, of the tables.
    expect(difference?.minimumDetectableEffect).toBeCloseTo((2.262157 + 0.883404) * 0.388959, 4);
  });

  test("of runs that are alike says how much could have been missed", () => {
    const same = Array.from({ length: 20 }, () => ({ before: 1, after: 1 }));
    const difference = pairedDifference(same, { width: 1 });
    expect(difference).toMatchObject({ delta: 0, standardError: 0, minimumDetectableEffect: null });
    expect(difference?.interval?.low).toBeCloseTo(-0.1611, 4);
    expect(difference?.interval?.high).toBeCloseTo(0.1611, 4);
  });

  test("has no interval for one task, and is nothing for none", () => {
    expect(pairedDifference([], { width: 1 })).toBeUndefined();
    expect(pairedDifference([{ before: 0, after: 1 }], { width: 1 })).toMatchObject({
      delta: 1,
      interval: null,
    });
  });
});
