import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A run that owes the task `two`, started with paths that are relative to its own folder. */
async function owingRun(): Promise<string> {
  const cwd = await temporaryFolder();
  await cp(fixtureFiles.counterTasks, join(cwd, "tasks.json"));
  const { code, stderr } = await runMain(
    [
      "eval",
      fixtureFiles.counter,
      "--data-file",
      "tasks.json",
      "--agent",
      fixtureFiles.adder,
    ].concat(["--run-id", "mine", "--max-turns", "7", "--seed", "3", "--task-id", "one,two"]),
    { cwd },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const folder = join(cwd, "runs", "mine");
  const names = await readdir(join(folder, "episodes"));
  for (const name of names.filter((one) => one.startsWith("two-"))) {
    await rm(join(folder, "episodes", name));
  }
  await rm(join(folder, "index.jsonl"));
  return cwd;
}

describe("a run is gone on with", () => {
  test.each([
    ["by its name alone", ["mine"]],
    ["as the latest", []],
  ])("%s", async (_, words) => {
    const cwd = await owingRun();
    const { code, stdout, stderr } = await runMain(["eval", "--resume", ...words, "--json"], {
      cwd,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(jsonLines(stdout)[0]).toMatchObject({ runId: "mine", planned: 2, owed: 1 });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ summary: { scored: 2, owed: 0 } });
  });

  test("from another folder", async () => {
    const cwd = await owingRun();
    const elsewhere = join(cwd, "elsewhere");
    await mkdir(elsewhere);
    const { code, stdout } = await runMain(["eval", "--resume", "../runs/mine", "--json"], {
      cwd: elsewhere,
    });
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      folder: join(cwd, "runs", "mine"),
      summary: { scored: 2, owed: 0 },
    });
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test("only as it was begun: what is given must agree", async () => {
    const cwd = await owingRun();
    const { code, stderr } = await runMain(["eval", "--resume", "mine", "--seed", "4"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("was begun with other settings");
    expect(stderr).toContain("seed");
  });
});

describe("what --resume names", () => {
  test("is looked for among the runs, and not taken for a missing environment", async () => {
    const cwd = await owingRun();
    const { code, stderr } = await runMain(["eval", "--resume", "mien"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('There is no run "mien"');
    expect(stderr).toContain('Did you mean "mine"?');
  });

  test("may be an environment, of whose runs the latest is meant", async () => {
    const cwd = await owingRun();
    const { code, stdout, stderr } = await runMain(
      ["eval", "--resume", fixtureFiles.counter, "--data-file", "tasks.json", "--agent"].concat(
        fixtureFiles.adder,
        ["--max-turns", "7", "--seed", "3", "--task-id", "one,two", "--json"],
      ),
      { cwd },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(jsonLines(stdout)[0]).toMatchObject({ runId: "mine", owed: 1 });
  });
});
