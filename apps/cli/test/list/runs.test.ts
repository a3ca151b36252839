import { mkdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function record(cwd: string, runId: string, agent: string): Promise<void> {
  const args = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks, "--quiet"];
  const { code } = await runMain([...args, "--agent", agent, "--run-id", runId], { cwd });
  expect(code).toBe(0);
}

/** A finished run, and a newer one that owes an episode; beside them what is no run. */
async function folderOfRuns(): Promise<string> {
  const cwd = await temporaryFolder();
  await record(cwd, "whole", "oracle");
  await record(cwd, "part", fixtureFiles.adder);
  const root = join(cwd, "runs");
  await utimes(join(root, "whole", "run.json"), 1, 1);
  await rm(join(root, "part", "index.jsonl"));
  await rm(join(root, "part", "episodes"), { recursive: true });
  await mkdir(join(root, "whole-trl"));
  await writeFile(join(root, "whole-trl", "manifest.json"), "{}");
  return cwd;
}

test.each([[["runs"]], [["show"]]])("%j lists runs, newest first", async (args) => {
  const cwd = await folderOfRuns();
  const { code, stdout, stderr } = await runMain(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [head = "", ...lines] = stdout.split("\n");
  expect(head).toMatch(/^run +last started +environment +agent +model +episodes +success/);
  expect(lines[0]).toMatch(/^part +\d{4}-\d\d-\d\d \d\d:\d\d +counter +adder +- +4 +- +- +4 owed$/);
  expect(lines[1]).toMatch(/^whole +.* +oracle +- +4 +100 % +51 to 100 % +finished$/);
  expect(stdout).not.toContain("whole-trl");
  expect(stdout).toContain("agent-gym show part");
});

test("as JSON, with what is running and what can't be read", async () => {
  const cwd = await folderOfRuns();
  const lock = { token: "x", pid: process.pid, host: hostname() };
  await writeFile(join(cwd, "runs", "part", "run.lock"), JSON.stringify(lock));
  await writeFile(join(cwd, "runs", "whole", "run.json"), "{");
  const { stdout } = await runMain(["runs", "--json"], { cwd });
  const lines = jsonLines(stdout).toSorted((one) => (one["type"] === "run" ? -1 : 1));
  expect(lines).toMatchObject([
    { type: "run", runId: "part", state: "running", planned: 4, owed: 4, successRate: null },
    { type: "unreadable", runId: "whole", folder: join(cwd, "runs", "whole") },
  ]);
});

test("a folder without runs is said to have none", async () => {
  const { code, stdout } = await runMain(["runs"], { cwd: await temporaryFolder() });
  expect(code).toBe(0);
  expect(stdout).toContain("There are no runs in");
});
