import { ProviderError } from "@agent-gym/core";
import { clusteredMean, type RunStatistics, type RunSummary, summarize } from "@agent-gym/runner";
import { describe, expect, test } from "vitest";

import { judgeRun } from "../../src/eval/judge-run.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const nothing = summarize([], { tasks: [], attempts: 1 });

interface Counts {
  readonly scored: number;
  readonly succeeded: number;
}

/** What a run of ten episodes, one a task, is judged with. */
function run({ scored, succeeded }: Counts): {
  readonly summary: RunSummary;
  readonly statistics: Pick<RunStatistics, "coverage" | "successRate">;
} {
  const coverage = scored / 10;
  const values = Array.from({ length: scored }, (_, index) => [index < succeeded ? 1 : 0]);
  const successRate = clusteredMean(values);
  return {
    summary: { ...nothing, planned: 10, scored, succeeded, coverage },
    statistics: { coverage, successRate },
  };
}

function codeOf(
  counts: Counts,
  flags: { readonly failUnder?: number; readonly minCoverage?: number } = {},
): number {
  const { summary, statistics } = run(counts);
  return judgeRun({ interrupted: false, summary }, { entries: [], statistics, flags }).exitCode;
}

describe("the exit code", () => {
  test("is 0 whatever the scores, unless something is demanded", () => {
    expect(codeOf({ scored: 10, succeeded: 0 })).toBe(0);
    expect(codeOf({ scored: 1, succeeded: 0 })).toBe(0);
  });

  test("is 3 below the rate that is demanded, and 0 at it", () => {
    expect(codeOf({ scored: 10, succeeded: 7 }, { failUnder: 0.8 })).toBe(3);
    expect(codeOf({ scored: 10, succeeded: 8 }, { failUnder: 0.8 })).toBe(0);
  });

  test("is 4 below the coverage, which counts only where something is demanded", () => {
    expect(codeOf({ scored: 9, succeeded: 9 }, { failUnder: 0.8 })).toBe(4);
    expect(codeOf({ scored: 9, succeeded: 0 }, { failUnder: 0.8 })).toBe(4);
    expect(codeOf({ scored: 9, succeeded: 9 }, { failUnder: 0.8, minCoverage: 0.9 })).toBe(0);
    expect(codeOf({ scored: 9, succeeded: 9 }, { minCoverage: 0.95 })).toBe(4);
    expect(codeOf({ scored: 10, succeeded: 0 }, { minCoverage: 0.95 })).toBe(0);
  });

  test("is 2 when nothing was scored or the endpoint refuses all, whatever is demanded", () => {
    expect(codeOf({ scored: 0, succeeded: 0 }, { failUnder: 0.8 })).toBe(2);
    const fatal = new ProviderError({ code: "payment", message: "The account is empty." });
    const { summary, statistics } = run({ scored: 5, succeeded: 5 });
    const outcome = judgeRun(
      { interrupted: false, fatal, summary },
      { entries: [], statistics, flags: {} },
    );
    expect(outcome).toEqual({
      exitCode: 2,
      error: { code: "payment", message: "The run could not be done: The account is empty." },
    });
  });

  test("is 130 when it was interrupted", () => {
    const { summary, statistics } = run({ scored: 5, succeeded: 0 });
    const outcome = judgeRun(
      { interrupted: true, summary },
      { entries: [], statistics, flags: { failUnder: 1 } },
    );
    expect(outcome).toEqual({ exitCode: 130 });
  });
});

test("a rate that is too low is told in one line, after the summary", async () => {
  const cwd = await temporaryFolder();
  const args = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks].concat([
    "--agent",
    fixtureFiles.adder,
    "--fail-under",
    "0.8",
  ]);
  const { code, stdout, stderr } = await runMain([...args, "--json"], { cwd });
  const message = "The success rate is 25 %; at least 80 % were asked for.";
  expect(code).toBe(3);
  expect(jsonLines(stdout).at(-1)).toMatchObject({
    exitCode: 3,
    summary: { successRate: 0.25 },
    error: { code: "below-threshold", message },
  });
  expect(stderr).toMatch(/settings +fail under 0\.8/);
  expect(stderr.endsWith(`agent-gym: ${message}\n`)).toBe(true);
});
