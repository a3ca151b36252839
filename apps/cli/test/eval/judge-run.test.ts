import { ProviderError } from "@agent-gym/core";
import { type RunSummary, summarize } from "@agent-gym/runner";
import { describe, expect, test } from "vitest";

import { judgeRun } from "../../src/eval/judge-run.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const nothing = summarize([], { tasks: [], attempts: 1 });

function summary(scored: number, succeeded: number, planned = 10): RunSummary {
  return {
    ...nothing,
    planned,
    scored,
    succeeded,
    successRate: scored === 0 ? null : succeeded / scored,
    coverage: scored / planned,
  };
}

function codeOf(
  of: RunSummary,
  flags: { readonly failUnder?: number; readonly minCoverage?: number } = {},
): number {
  return judgeRun({ interrupted: false, summary: of }, { entries: [], flags }).exitCode;
}

describe("the exit code", () => {
  test("is 0 whatever the scores, unless something is demanded", () => {
    expect(codeOf(summary(10, 0))).toBe(0);
    expect(codeOf(summary(1, 0))).toBe(0);
  });

  test("is 3 below the rate that is demanded, and 0 at it", () => {
    expect(codeOf(summary(10, 7), { failUnder: 0.8 })).toBe(3);
    expect(codeOf(summary(10, 8), { failUnder: 0.8 })).toBe(0);
  });

  test("is 4 below the coverage, which counts only where something is demanded", () => {
    expect(codeOf(summary(9, 9), { failUnder: 0.8 })).toBe(4);
    expect(codeOf(summary(9, 0), { failUnder: 0.8 })).toBe(4);
    expect(codeOf(summary(9, 9), { failUnder: 0.8, minCoverage: 0.9 })).toBe(0);
    expect(codeOf(summary(9, 9), { minCoverage: 0.95 })).toBe(4);
    expect(codeOf(summary(10, 0), { minCoverage: 0.95 })).toBe(0);
  });

  test("is 2 when nothing was scored or the endpoint refuses all, whatever is demanded", () => {
    expect(codeOf(summary(0, 0), { failUnder: 0.8 })).toBe(2);
    const fatal = new ProviderError({ code: "payment", message: "The account is empty." });
    const outcome = judgeRun(
      { interrupted: false, fatal, summary: summary(5, 5) },
      { entries: [], flags: {} },
    );
    expect(outcome).toEqual({
      exitCode: 2,
      error: { code: "payment", message: "The run could not be done: The account is empty." },
    });
  });

  test("is 130 when it was interrupted", () => {
    const outcome = judgeRun(
      { interrupted: true, summary: summary(5, 0) },
      { entries: [], flags: { failUnder: 1 } },
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
  const message = "The success rate of 25 % is below the 80 % that are demanded.";
  expect(code).toBe(3);
  expect(jsonLines(stdout).at(-1)).toMatchObject({
    exitCode: 3,
    summary: { successRate: 0.25 },
    error: { code: "below-threshold", message },
  });
  expect(stderr).toMatch(/settings +fail under 0\.8/);
  expect(stderr.endsWith(`agent-gym: ${message}\n`)).toBe(true);
});
