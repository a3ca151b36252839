import { appendFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { Collector, runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const counter = ["eval", fixtureFiles.counter];
const tasks = ["--data-file", fixtureFiles.counterTasks];

/** A run of a model that adds 1, whatever is asked; it succeeds at the task `one` alone. */
async function recordRun(more: readonly string[] = []): Promise<string> {
  const cwd = await temporaryFolder();
  await using server = await startScriptedServer({
    models: ["m"],
    reply: ({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? { text: `All is well.\u001b[2J\n${"very long ".repeat(900)}` }
        : {
            reasoning: "One more\u0007 should do.",
            toolCalls: [
              { name: "add", arguments: { amount: 1 } },
              { name: "add", arguments: "{broken" },
            ],
          },
  });
  const args = [...counter, ...tasks, "--agent", "tools", "--agent-url", server.url];
  const { code, stderr } = await runMain(
    [...args, "--model", "m", "--run-id", "mine", "--quiet", ...more],
    { cwd, env: { AGENT_GYM_API_KEY: "sk-secret-key" } },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return cwd;
}

describe("showing a run", () => {
  test("lists its episodes with their numbers, and what to type next", async () => {
    const cwd = await recordRun();
    const { code, stdout, stderr } = await runMain(["show", "latest"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("tools on counter");
    expect(stdout).toMatch(/^ *0 +one +passed +1 +2 +\S+ +\S+ s +completed$/m);
    expect(stdout).toMatch(/^ *1 +two +failed +0 /m);
    expect(stdout).toContain("1 of 4 succeeded (25 %)");
    expect(stdout).toContain(
      "4 planned = 4 scored + 0 cancelled + 0 limited + 0 broken + 0 unscored",
    );
    expect(stdout).toContain("agent-gym show mine one");
  });

  test("can be asked for what failed, with the reason", async () => {
    const cwd = await recordRun();
    const { stdout } = await runMain(["show", "mine", "--failed"], { cwd });
    expect(stdout).not.toMatch(/ one +passed/);
    expect(stdout).toMatch(/^ *2 +three +failed +0 +expected 3, found 1$/m);
  });

  test("prints JSON lines", async () => {
    const cwd = await recordRun();
    const { stdout } = await runMain(["show", "mine", "--failed", "--json"], { cwd });
    const lines = jsonLines(stdout);
    expect(lines.map(({ type }) => type)).toEqual(["run", "episode", "episode", "episode"]);
    expect(lines[0]).toMatchObject({ runId: "mine", summary: { planned: 4, succeeded: 1 } });
    expect(lines[1]).toMatchObject({ task: "two", reward: 0, success: false });
  });

  test("works on a run that was killed, and says how to go on", async () => {
    const cwd = await recordRun();
    const folder = join(cwd, "runs", "mine");
    await rm(join(folder, "index.jsonl"));
    await rm(join(folder, "summary.json"));
    const files = await readdir(join(folder, "episodes"));
    const two = files.find((file) => file.startsWith("two-")) ?? "";
    await rm(join(folder, "episodes", two));
    const three = files.find((file) => file.startsWith("three-")) ?? "";
    await appendFile(join(folder, "episodes", three), '{"torn');
    const { code, stdout } = await runMain(["show", "latest"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/two +not run/);
    expect(stdout).toContain("4 planned = 3 scored + 1 cancelled");
    expect(stdout).toMatch(/1 owed +agent-gym eval \S+ .*--run-id mine --resume$/m);
    expect((await runMain(["show", "mine", "two"], { cwd })).stderr).toContain("has not begun");
  });

  test("says when the run may still be under way", async () => {
    const cwd = await recordRun();
    const shown = async () => (await runMain(["show", "latest"], { cwd })).stdout;
    expect(await shown()).not.toContain("under way");
    await writeFile(join(cwd, "runs", "mine", "run.lock"), "{}");
    expect(await shown()).toContain("under way, or its process was stopped");
  });

  test.each([
    [["show", "mini"], 'There is no run "mini" in'],
    [["show", "mini"], 'Did you mean "mine"?'],
    [["show", "mine", "tow"], 'no episode "tow". Did you mean "two"?'],
    [["show", "latest", "--log-dir", "elsewhere"], "There are no runs in"],
  ])("%j is refused in one line", async (args, message) => {
    const cwd = await recordRun();
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  });
});

describe("showing an episode", () => {
  test("tells what was said, called and found, and how to run it again", async () => {
    const cwd = await recordRun();
    const { code, stdout } = await runMain(["show", "latest", "three"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("Bring the counter to 3");
    expect(stdout).toContain("One more␇ should do.");
    expect(stdout).toContain("→ add\n  amount: 1");
    expect(stdout).toContain("← add\n  The counter is at 1.");
    expect(stdout).toContain("unreadable call");
    expect(stdout).toContain("All is well.␛[2J");
    expect(stdout).toMatch(/more characters; --full shows all/);
    expect(stdout).toContain("failed, reward 0");
    expect(stdout).toContain("expected: 3\n    found: 1");
    expect(stdout).toContain(join(cwd, "runs", "mine", "episodes", "three-"));
    expect(stdout).toMatch(/again +agent-gym eval \S+ .*--model m .*--task-id three$/m);
    expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(stdout).not.toContain("render-settings");
  });

  test("cuts nothing when asked for all of it", async () => {
    const cwd = await recordRun();
    const { stdout } = await runMain(["show", "mine", "2", "--full"], { cwd });
    expect(stdout.match(/very long/g)).toHaveLength(900);
    expect(stdout).toContain("note render-settings: ");
  });

  test("prints the events as they are recorded", async () => {
    const cwd = await recordRun();
    const { stdout } = await runMain(["show", "mine", "one", "--json"], { cwd });
    const types = jsonLines(stdout).map(({ type }) => type);
    expect(types[0]).toBe("episode");
    expect(types).toEqual(expect.arrayContaining(["episode-start", "reset", "verdict"]));
  });

  test("of several attempts takes the one that is named, else the first that failed", async () => {
    const cwd = await recordRun(["--attempts", "2", "--task-id", "one,two"]);
    const show = async (name: string) =>
      (await runMain(["show", "mine", name], { cwd })).stdout.split("  ")[0];
    expect(await show("one")).toBe("one, attempt 0");
    expect(await show("two/1")).toBe("two, attempt 1");
    expect(await show("1")).toBe("one, attempt 1");
  });

  test("colours for a terminal alone, and not where NO_COLOR is set", async () => {
    const cwd = await recordRun();
    const stdout = new Collector({ isTTY: true });
    await runMain(["show", "mine", "one"], { cwd, stdout });
    const plain = await runMain(["show", "mine", "one"], { cwd });
    expect(plain.stdout).not.toContain("\u001b[");
    // The runner of these tests may itself be told not to colour.
    if (process.env["NO_COLOR"] === undefined) expect(stdout.text).toContain("\u001b[1m");
  });
});
