import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { sampleTasks } from "../src/quickstart/sample-tasks.ts";
import { runCli } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("solves the sample tasks, shows one, makes rows of them, and says what to try next", async () => {
  const cwd = await temporaryFolder();
  const { code, stdout, stderr } = await runCli(["quickstart"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("oracle on cmd");
  expect(stdout).toMatch(/(\d+) of \1 succeeded \(100 %\)/);
  expect(stdout).toContain("── turn 1 ──");
  expect(stdout).toContain("── verdict ──\npassed, reward 1");
  expect(stdout).toMatch(/checked +all \d+ say what was recorded/);
  const [, rows = ""] = /files +(\S+train\.jsonl)/.exec(stdout) ?? [];
  const [row = ""] = (await readFile(rows, "utf8")).split("\n");
  expect(JSON.parse(row)).toHaveProperty("messages");
  expect(stdout).toMatch(
    /eval cmd --data-file \S+ --agent tools --agent-url http:\/\/127\.0\.0\.1/,
  );
}, 120_000);

test("finds the sample tasks of the repository, and none outside of one", async () => {
  const folder = await temporaryFolder();
  const deep = join(folder, "apps", "cli", "src");
  await mkdir(deep, { recursive: true });
  expect(sampleTasks(deep)).toBeUndefined();
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data", "cmd.json"), "[]");
  expect(sampleTasks(deep)).toBeUndefined();
  await writeFile(join(folder, "pnpm-workspace.yaml"), "");
  expect(sampleTasks(deep)).toBe(join(folder, "data", "cmd.json"));
});
