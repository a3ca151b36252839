import * as fc from "fast-check";
import { expect, test } from "vitest";

import { seededRandom } from "../../src/random/seeded-random.ts";
import { shuffle } from "../../src/random/shuffle.ts";

test("numbers are those that the generator's reference gives, from 0 up to 1", () => {
  // Computed with the reference implementation in C.
  const random = seededRandom(0);
  const first = Array.from({ length: 3 }, () => random() * 2 ** 32);
  expect(first).toEqual([1144304738, 1416247, 958946056]);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const value = seededRandom(seed)();
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
    }),
  );
});

test("an order holds everything once, and follows from its seed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const shuffled = shuffle(items, seed);
      expect(shuffled).toEqual(shuffle(items, seed));
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
    }),
  );
});

test("every order is about as likely as any other", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6_000; seed += 1) {
    const order = shuffle(["a", "b", "c"], seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
