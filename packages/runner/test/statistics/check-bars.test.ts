import { expect, test } from "vitest";

import { checkBars, runStatistics, type RunBars } from "../../src/index.ts";
import { recordedRun } from "../recorded-run.ts";

async function missed(outcomes: readonly string[], bars: RunBars): Promise<readonly string[]> {
  const statistics = runStatistics(await recordedRun(outcomes));
  return checkBars(statistics, bars).map(({ bar, message }) => `${bar}: ${message}`);
}

test("a run that reaches its bars misses none", async () => {
  expect(await missed(["11", "10"], { failUnder: 0.75 })).toEqual([]);
  expect(await missed(["11", "10"], {})).toEqual([]);
});

test("a success rate that is too low is named", async () => {
  expect(await missed(["11", "10"], { failUnder: 0.8 })).toEqual([
    "success-rate: The success rate is 75 %; at least 80 % were asked for.",
  ]);
});

test("coverage that is too low is named, unasked too, and before the rate", async () => {
  expect(await missed(["1 ", "11"], {})).toEqual([
    "coverage: Coverage is 75 %; at least 95 % were asked for.",
  ]);
  expect(await missed(["1 ", "11"], { minCoverage: 0.75, failUnder: 1 })).toEqual([]);
  expect(await missed(["0 ", "11"], { failUnder: 1 })).toEqual([
    expect.stringMatching(/^coverage: /),
    expect.stringMatching(/^success-rate: /),
  ]);
});

test("a run without any score reaches no rate", async () => {
  expect(await missed(["  "], { minCoverage: 0, failUnder: 0 })).toEqual([
    "success-rate: The success rate is not known, for nothing was scored; at least 0 % were asked for.",
  ]);
});

test("rounding decides nothing", () => {
  const successRate = {
    mean: 0.1 + 0.7,
    standardError: null,
    interval: null,
    method: "none",
    tasks: 1,
    episodes: 10,
  } as const;
  expect(successRate.mean).toBeLessThan(0.8);
  expect(checkBars({ coverage: 1, successRate }, { failUnder: 0.8 })).toEqual([]);
});
