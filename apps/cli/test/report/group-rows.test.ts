import type { GroupStatistics } from "@agent-gym/runner";
import { clusteredMean } from "@agent-gym/runner";
import { expect, test } from "vitest";

import { groupRows } from "../../src/report/group-rows.ts";

function group(...values: readonly number[]): GroupStatistics {
  const successRate = clusteredMean(values.map((value) => [value]));
  const counts = { tasks: values.length, planned: values.length, scored: values.length };
  return { ...counts, coverage: 1, successRate, meanReward: successRate };
}

test("each difficulty and tag has its rate and its number of tasks, frequent tags first", () => {
  const byDifficulty = { easy: group(1, 1), hard: group(0, 1, 0) };
  const byTag = { rare: group(1), "com\nmon": group(1, 0) };
  expect(groupRows({ byDifficulty, byTag }, { width: 120 })).toEqual([
    ["difficulty", "easy 100 % of 2, hard 33.3 % of 3"],
    ["tags", "com mon 50 % of 2, rare 100 % of 1"],
  ]);
  expect(groupRows({ byDifficulty: {}, byTag: {} }, { width: 120 })).toEqual([]);
});

test("what has no room is cut, and a group without scores says so", () => {
  const byTag = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`tag-${n}`, group()]));
  const [[label, text] = ["", ""]] = groupRows({ byDifficulty: {}, byTag }, { width: 80 });
  expect(label).toBe("tags");
  expect(text).toMatch(/^tag-0 none scored of 0, .*…$/);
  expect(text.length).toBeLessThanOrEqual(66);
});
