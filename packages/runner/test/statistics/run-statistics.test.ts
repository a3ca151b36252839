import { expect, test } from "vitest";

import { runStatistics } from "../../src/index.ts";
import { recordedRun } from "../recorded-run.ts";

test("a run's statistics have tasks as their unit", async () => {
  const run = await recordedRun(["1101", "0000", "1111", "0100"], {
    data: [
      { tags: ["text", "files"], difficulty: "easy" },
      { tags: ["files"], difficulty: "hard" },
      { tags: [], difficulty: "easy" },
      {},
    ],
  });
  const statistics = runStatistics(run);
  // Means 0.75, 0, 1, 0.25: mean 0.5, standard deviation √(0.625 / 3) = 0.456435.
  expect(statistics).toMatchObject({ tasks: 4, planned: 16, scored: 16, coverage: 1 });
  expect(statistics.successRate?.mean).toBe(0.5);
  expect(statistics.successRate?.standardError).toBeCloseTo(0.2282177, 6);
  expect(statistics.meanReward?.mean).toBe(0.5);
  // pass@2: 1 − C(1,2)/C(4,2) = 1; 0; 1; 1 − C(3,2)/C(4,2) = 0.5. pass^2: 3/6; 0; 1; 0.
  const [first, second, , fourth] = statistics.passes;
  expect(first).toMatchObject({ k: 1, passAtK: { mean: 0.5 }, passHatK: { mean: 0.5 } });
  expect(second?.passAtK.mean).toBeCloseTo(2.5 / 4, 12);
  expect(second?.passHatK.mean).toBeCloseTo(1.5 / 4, 12);
  expect(fourth).toMatchObject({ k: 4, passAtK: { mean: 0.75 }, passHatK: { mean: 0.25 } });
  // (t(6; 0.975) + t(6; 0.8)) × √2 × 0.2282177 = (2.446912 + 0.905703) × 0.322748
  expect(statistics.minimumDetectableEffect).toBeCloseTo(1.082052, 4);
  expect(Object.keys(statistics.byTag)).toEqual(["text", "files"]);
  expect(statistics.byTag["files"]).toMatchObject({ tasks: 2, successRate: { mean: 0.375 } });
  expect(statistics.byTag["text"]).toMatchObject({ tasks: 1, successRate: { interval: null } });
  expect(statistics.byDifficulty["easy"]).toMatchObject({ tasks: 2, successRate: { mean: 0.875 } });
});

test("what nobody could judge is no zero, but lowers the coverage", async () => {
  const run = await recordedRun(["11", "1 ", "  "]);
  const statistics = runStatistics(run);
  expect(statistics).toMatchObject({ planned: 6, scored: 3, coverage: 0.5 });
  expect(statistics.successRate).toMatchObject({ mean: 1, tasks: 2, episodes: 3 });
  expect(statistics.passes[1]).toMatchObject({ k: 2, passAtK: { tasks: 1, interval: null } });
});

test("a run without any score has no numbers", async () => {
  const statistics = runStatistics(await recordedRun([" ", " "]));
  expect(statistics).toMatchObject({ scored: 0, coverage: 0, passes: [] });
  expect(statistics.successRate).toBeUndefined();
  expect(statistics.minimumDetectableEffect).toBeNull();
});
