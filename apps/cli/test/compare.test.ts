import { expect, test } from "vitest";

import { unpairedLines } from "../src/compare/describe-difference.ts";
import { fixtureFiles } from "./fixture-files.ts";
import { runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const counter = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks];

/** Runs of the counter's four tasks: `all` solves all of them, `one` one, `none` none. */
async function threeRuns(): Promise<string> {
  const cwd = await temporaryFolder();
  for (const [name, ...rest] of [
    ["all", "--agent", "oracle"],
    ["one", "--agent", fixtureFiles.adder],
    ["none", "--agent", "nop", "--max-turns", "20"],
  ] as const) {
    const { code } = await runMain([...counter, ...rest, "--run-id", name], { cwd });
    expect(code).toBe(0);
  }
  return cwd;
}

test("two runs are told apart in a table, with an interval and the tasks that changed", async () => {
  const cwd = await threeRuns();
  const { code, stdout, stderr } = await runMain(["compare", "one", "all"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^before +one +adder +25 % +0\.25 +2 /m);
  expect(stdout).toMatch(/^after +all +oracle +100 % +1 +2 /m);
  // By hand: t(0.975; 3) = 3.1824, times the standard error 0.25; cut at what is possible.
  expect(stdout).toContain("+75 points success, 95 % interval −4.6 to +100: no clear difference");
  expect(stdout).toContain("4 tasks compared: 3 better, 0 worse, 1 alike");
  expect(stdout).toMatch(/^two +0 % +100 %$/m);
  expect(stdout).toContain('agent.name: "adder" → "oracle"');
});

test("what is no matter of the agent is refused by name, unless it is allowed", async () => {
  const cwd = await threeRuns();
  const refused = await runMain(["compare", "all", "one", "none"], { cwd });
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(
    /^agent-gym: Runs all and none differ in limits[^\n]+limits\.turns: 30 → 20[^\n]+--allow FIELD\.\n$/,
  );

  const allowed = await runMain(["compare", "all", "one", "none", "--allow", "limits"], { cwd });
  expect(allowed.code).toBe(0);
  expect(allowed.stdout).toMatch(/−100 points success, 95 % interval −100 to −\d+: worse/);
});

test("Markdown has one table, and what changed is folded away", async () => {
  const cwd = await threeRuns();
  const { code, stdout } = await runMain(
    ["compare", "one", "all", "none", "--format", "markdown", "--allow", "limits,tasks"],
    { cwd },
  );
  expect(code).toBe(0);
  const table = stdout.split("\n").filter((line) => line.startsWith("| "));
  expect(table[0]).toMatch(/^\| run \| agent, model \| success \| difference \|/);
  expect(stdout).toMatch(/^\| all \| oracle \| 25 % → 100 % \| \*\*\+75 points\*\* \|/m);
  expect(stdout).toContain("<details><summary>none: 1 task changed</summary>");
  expect(stdout.match(/<details>/g)).toHaveLength(2);
  expect(stdout.match(/<\/details>/g)).toHaveLength(2);
});

test("JSON has every number", async () => {
  const cwd = await threeRuns();
  const { stdout } = await runMain(["compare", "one", "all", "--format", "json"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    baseline: "one",
    comparisons: [
      {
        before: "one",
        after: "all",
        successRate: { before: 0.25, after: 1, delta: 0.75, standardError: 0.25, tasks: 4 },
        wins: 3,
        losses: 0,
        ties: 1,
        turns: { before: 2, after: 2 },
      },
    ],
  });
});

test.each([
  [["compare", "all"], "missing required argument 'after'"],
  [["compare", "all", "al"], 'There is no run "al"'],
  [["compare", "all", "one", "--allow", "limit"], 'no field "limit". Did you mean "limits"?'],
  [["compare", "all", "one", "--format", "html"], "text, markdown, json"],
])("%j is one line and exit code 1", async (args, message) => {
  const cwd = await threeRuns();
  const { code, stdout, stderr } = await runMain(args, { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
});

test("a task without a reward in one of the runs is told from one that it does not have", () => {
  const unpaired = [
    { task: "a", why: "unscored-after" },
    { task: "b", why: "unscored-after" },
    { task: "c", why: "only-before" },
  ] as const;
  expect(unpairedLines({ before: "old", after: "new", unpaired })).toEqual([
    "1 task in old alone, not compared: c",
    "2 tasks without a reward in new, not compared: a, b",
  ]);
});
