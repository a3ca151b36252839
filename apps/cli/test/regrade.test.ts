import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { fixtureFiles } from "./fixture-files.ts";
import { jsonLines } from "./run-cli.ts";
import { runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function recordedRun(): Promise<string> {
  const cwd = await temporaryFolder();
  const args = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks];
  const { code } = await runMain([...args, "--agent", "oracle", "--run-id", "r"], { cwd });
  expect(code).toBe(0);
  return cwd;
}

test("the checker that a run was made with judges it alike", async () => {
  const cwd = await recordedRun();
  const { code, stdout, stderr } = await runMain(["regrade", "latest"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("4 judged again, 0 changed, 0 could not be");
  expect(existsSync(join(cwd, "runs", "r", "regrades"))).toBe(false);
});

test("another checker's verdicts are told, and kept beside the record when asked", async () => {
  const cwd = await recordedRun();
  const index = await readFile(join(cwd, "runs", "r", "index.jsonl"), "utf8");
  const args = ["regrade", "r", "--environment", fixtureFiles.strictCounter];
  const { code, stdout } = await runMain(args, { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("counter@2, before by counter@1");
  expect(stdout).toMatch(/before +4 of 4 succeeded/);
  expect(stdout).toMatch(/now +1 of 4 succeeded/);
  expect(stdout).toMatch(/^two\/0 +1 +0$/m);

  const told = await runMain([...args, "--write", "--json"], { cwd });
  const lines = jsonLines(told.stdout);
  expect(lines.map(({ type }) => type)).toEqual([...Array(4).fill("episode"), "done"]);
  expect(lines.at(-1)).toMatchObject({
    exitCode: 0,
    gradedBy: "counter@2",
    changed: 3,
    problems: 0,
    summary: { succeeded: 1 },
    file: expect.stringContaining("regrades"),
  });
  expect(existsSync(String(lines.at(-1)?.["file"]))).toBe(true);
  expect(await readFile(join(cwd, "runs", "r", "index.jsonl"), "utf8")).toBe(index);
});

test("an environment of another name can't judge it", async () => {
  const cwd = await recordedRun();
  const { code, stdout, stderr } = await runMain(
    ["regrade", "r", "--environment", "cmd", "--json"],
    { cwd },
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  expect(jsonLines(stdout)).toMatchObject([{ type: "done", error: { code: "other-environment" } }]);
});
