import { EventEmitter } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "./fixture-files.ts";
import { jsonLines } from "./run-cli.ts";
import { Collector, runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const counter = ["validate", fixtureFiles.counter, "--data-file"];

async function writeTasks(...tasks: readonly object[]): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "tasks.json"), JSON.stringify(tasks));
  return cwd;
}

describe("tasks", () => {
  test("that are all proved: a table, exit code 0, and nothing is written", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runMain([...counter, fixtureFiles.counterTasks], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d\/4 {2}proved {2}two$/m);
    expect(stdout).toMatch(/^task +standing +solution +repeat +nothing/m);
    expect(stdout).toMatch(/^three +proved +✓ +✓ +✓ +✓ +✓ +✓ +✓ 2\/2$/m);
    expect(stdout).toContain("4 of 4 tasks proved");
    expect(await readdir(cwd)).toEqual([]);
  });

  test("of which one is free and one is not valid: which, why, and exit code 2", async () => {
    const cwd = await writeTasks({ id: "free", target: 0 }, { id: "odd", target: "x" });
    const { code, stdout } = await runMain([...counter, "tasks.json", "--quiet"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^free +broken +✓ +✓ +✗/m);
    expect(stdout).toContain("✗ nothing: expected no success, found reward 1: success");
    expect(stdout).toMatch(/^odd +broken +- +-/m);
    expect(stdout).toMatch(/✗ task: expected valid data, found invalid data\n +target/);
    expect(stdout).toContain("0 of 2 tasks proved, 2 broken");
  });

  test("told as JSON lines, task by task", async () => {
    const cwd = await writeTasks({ id: "good", target: 5 }, { id: "free", target: 0 });
    const { code, stdout, stderr } = await runMain([...counter, "tasks.json", "--json"], { cwd });
    expect(code).toBe(2);
    const lines = jsonLines(stdout);
    expect(lines.map(({ type }) => type)).toEqual(["launch", "task", "task", "done"]);
    expect(lines[0]).toMatchObject({ environment: { name: "counter" }, sandbox: null, tasks: 2 });
    expect(lines.slice(1, 3)).toContainEqual(
      expect.objectContaining({ task: "free", standing: "broken" }),
    );
    expect(lines[3]).toMatchObject({
      exitCode: 2,
      totals: { tasks: 2, standings: { proved: 1, broken: 1 } },
    });
    expect(stderr).toContain("1 of 2 tasks proved, 1 broken");
  });

  test("that need a model nobody named are told apart, and count when not left out", async () => {
    const cwd = await temporaryFolder();
    const args = ["validate", fixtureFiles.talker, "--data-file", fixtureFiles.topics];
    const strict = await runMain(args, { cwd });
    expect(strict.code).toBe(2);
    expect(strict.stdout).toMatch(/^bread +not provable here +- /m);
    expect(strict.stdout).toContain('No model plays the role "user": name one with --env-llm-url.');
    expect(strict.stdout).toContain("1 of 3 tasks proved, 2 not provable here");
    expect((await runMain([...args, "--skip-unmet"], { cwd })).code).toBe(0);
  });

  test("are played with the models that are named", async () => {
    const cwd = await temporaryFolder();
    // The judge likes the reference solution alone.
    await using server = await startScriptedServer({
      reply: ({ messages }) => ({
        text: messages[0]?.content === "Is it good? An answer." ? "yes" : "no",
      }),
      models: ["both"],
    });
    const { code, stdout, stderr } = await runMain(
      ["validate", fixtureFiles.talker, "--data-file", fixtureFiles.topics].concat(
        "--env-llm-url",
        server.url,
      ),
      { cwd },
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "agent-gym: Taking both, the one model that the endpoint lists.\n",
    });
    expect(stdout).toContain("3 of 3 tasks proved");
  });
});

test("on a terminal one line moves, and the table stays", async () => {
  const stdout = new Collector({ isTTY: true });
  const cwd = await temporaryFolder();
  const { code } = await runMain([...counter, fixtureFiles.counterTasks], { cwd, stdout });
  expect(code).toBe(0);
  expect(stdout.text).toContain("\u001b[2K");
  expect(stdout.text).not.toMatch(/^1\/4 {2}\S*proved\S* {2}\w+$/m);
  expect(stdout.text).toContain("4 of 4 tasks proved");
});

test.each([
  [[], 1, "brings no tasks of its own"],
  [["--data-file", "none.json"], 1, "there is no such file"],
  [["--data-file", fixtureFiles.counterTasks, "--task-id", "nine"], 1, 'There is no task "nine"'],
  [["--data-file", fixtureFiles.counterTasks, "--set", "x=1"], 1, "Options of environment counter"],
])("%j ends in one line, and with --json in a last line", async (more, exitCode, message) => {
  const cwd = await temporaryFolder();
  const { code, stdout, stderr } = await runMain(
    ["validate", fixtureFiles.counter, ...more, "--json"],
    { cwd },
  );
  expect(code).toBe(exitCode);
  expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  expect(stderr).toContain(message);
  expect(jsonLines(stdout)).toMatchObject([{ type: "done", exitCode, totals: null }]);
});

test("Ctrl-C stops it, with exit code 130", async () => {
  const cwd = await temporaryFolder();
  const signals = new EventEmitter();
  const stdout = new Collector();
  const running = runMain([...counter, fixtureFiles.counterTasks, "--json"], {
    cwd,
    signals,
    stdout,
  });
  while (signals.listenerCount("SIGINT") === 0) await new Promise(setImmediate);
  signals.emit("SIGINT");
  expect((await running).code).toBe(130);
  expect(jsonLines(stdout.text).at(-1)).toMatchObject({
    type: "done",
    exitCode: 130,
    error: { code: "interrupted" },
  });
  expect(signals.listenerCount("SIGTERM")).toBe(0);
});
