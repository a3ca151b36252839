import * as fc from "fast-check";
import { expect, test } from "vitest";

import {
  countOf,
  formatCost,
  formatCount,
  formatReward,
  formatSeconds,
  formatShare,
} from "../../src/terminal/format-number.ts";

test("counts are short", () => {
  expect([0, 999, 1000, 12_345, 99_950, 1_500_000, 2e9].map(formatCount)).toEqual([
    "0",
    "999",
    "1.0k",
    "12.3k",
    "100k",
    "1.5M",
    "2.0G",
  ]);
  fc.assert(
    fc.property(fc.nat(999_000_000), (count) => {
      expect(formatCount(count).length).toBeLessThan(6);
    }),
  );
});

test("times are told in their two largest units", () => {
  expect([0.00012, 0.0421, 0.42, 9.94, 12.3, 59.7, 185, 8040].map(formatSeconds)).toEqual([
    "0 s",
    "0.042 s",
    "0.42 s",
    "9.9 s",
    "12 s",
    "1m 00s",
    "3m 05s",
    "2h 14m",
  ]);
});

test("a share is 100 % or 0 % only when it is", () => {
  expect([0, 1, 0.9999, 0.00001, 1 / 3].map(formatShare)).toEqual([
    "0 %",
    "100 %",
    "99.9 %",
    "0.1 %",
    "33.3 %",
  ]);
});

test("a missing reward and an unknown price are no zeros", () => {
  expect([null, 0, 1, 1 / 3].map(formatReward)).toEqual(["-", "0", "1", "0.333"]);
  expect([null, 0, 0.0123, 12.5].map(formatCost)).toEqual(["$?", "$0.00", "$0.012", "$12.50"]);
});

test("nouns follow their number", () => {
  expect([countOf(1, "task"), countOf(0, "task"), countOf(2, "try", "tries")]).toEqual([
    "1 task",
    "0 tasks",
    "2 tries",
  ]);
});
