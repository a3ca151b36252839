import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { sandboxProvider } from "@agent-gym/sandbox";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { type CliResult, jsonLines, runCli, startCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const args = ["eval", fixtureFiles.counter].concat(
  ["--data-file", fixtureFiles.counterTasks, "--agent", fixtureFiles.sleeper],
  ["--concurrency", "2", "--run-id", "slow", "--json"],
);

/** Waits until the records of so many episodes hold these words. */
async function recorded(
  cwd: string,
  { words, episodes }: { readonly words: string; readonly episodes: number },
): Promise<void> {
  const folder = join(cwd, "runs", "slow", "episodes");
  for (;;) {
    const names = existsSync(folder) ? await readdir(folder) : [];
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    if (texts.filter((text) => text.includes(words)).length >= episodes) return;
    await sleep(20);
  }
}

async function interrupted(
  cwd: string,
  interrupt: (child: ChildProcess, heard: (words: string) => Promise<void>) => Promise<void>,
): Promise<CliResult> {
  const { child, result } = startCli(args, { cwd });
  let said = "";
  child.stderr?.on("data", (text: string) => (said += text));
  const heard = async (words: string): Promise<void> => {
    while (!said.includes(words)) await sleep(10);
  };
  await recorded(cwd, { words: '"reset"', episodes: 2 });
  await interrupt(child, heard);
  return result;
}

describe.skipIf(process.platform === "win32")("a run that is interrupted", () => {
  test("at first finishes what is under way, then says how to go on", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await interrupted(cwd, async (child, heard) => {
      child.kill("SIGINT");
      await heard("Finishing what is under way. Press Ctrl-C again to stop at once.");
      await writeFile(join(cwd, "go"), "");
    });
    expect(code).toBe(130);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      type: "done",
      exitCode: 130,
      interrupted: true,
      summary: { planned: 4, scored: 2, cancelled: 2 },
    });
    expect(stderr).toContain("--run-id slow --resume");

    const resumed = await runCli([...args, "--resume"], { cwd });
    expect(resumed.code).toBe(0);
    const lines = jsonLines(resumed.stdout);
    expect(lines[0]).toMatchObject({ planned: 4, owed: 2 });
    expect(lines.filter(({ type }) => type === "episode-end")).toHaveLength(2);
    expect(lines.at(-1)).toMatchObject({ summary: { planned: 4, scored: 4, cancelled: 0 } });
  });

  test("goes on under the name that --resume gives, or as the latest", async () => {
    const cwd = await temporaryFolder();
    const unnamed = args.filter((word) => word !== "--run-id" && word !== "slow");
    await interrupted(cwd, async (child, heard) => {
      child.kill("SIGINT");
      await heard("Press Ctrl-C again");
      child.kill("SIGINT");
    });
    await writeFile(join(cwd, "go"), "");
    const named = await runCli([...unnamed, "--resume", "slow", "--limit", "1"], { cwd });
    expect(named).toMatchObject({ code: 1, stderr: expect.stringContaining("slow") });
    const latest = await runCli([...unnamed, "--resume"], { cwd });
    expect(latest.code).toBe(0);
    expect(jsonLines(latest.stdout).at(-1)).toMatchObject({
      runId: "slow",
      summary: { planned: 4, scored: 4 },
    });
    const again = await runCli([...unnamed, "--resume", "slow"], { cwd });
    expect(jsonLines(again.stdout)[0]).toMatchObject({ runId: "slow", owed: 0 });
  });

  test("twice stops at once, and owes what was under way", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await interrupted(cwd, async (child, heard) => {
      child.kill("SIGINT");
      await heard("Press Ctrl-C again");
      child.kill("SIGINT");
    });
    expect(code).toBe(130);
    const lines = jsonLines(stdout);
    expect(lines.filter(({ type }) => type === "episode-end")).toMatchObject([
      { ending: { status: "cancelled" }, reward: null },
      { ending: { status: "cancelled" }, reward: null },
    ]);
    expect(lines.at(-1)).toMatchObject({
      exitCode: 130,
      summary: { planned: 4, scored: 0, cancelled: 4 },
    });
  });

  test.for([
    { environment: "cmd", sandbox: "bubblewrap" },
    { environment: "python", sandbox: "bubblewrap" },
    { environment: "python", sandbox: "pyodide" },
  ] as const)(
    "by a terminal, which tells all its processes, lets $environment finish in $sandbox",
    { timeout: 90_000 },
    async ({ environment, sandbox }, context) => {
      const { ok } = await sandboxProvider(sandbox).then((provider) => provider.probe());
      context.skip(!ok, `${sandbox} does not work here`);
      const cwd = await temporaryFolder();
      const query = "Write 2 to count.txt.";
      const tasks = {
        cmd: {
          query,
          checks: [{ kind: "number-equals", path: "count.txt", value: 2 }],
          solution: "sleep 3; echo 2 > count.txt",
        },
        python: { question: query, answer: 2, solution: "import time\ntime.sleep(3)\nprint(2)" },
      };
      await writeFile(join(cwd, "tasks.json"), JSON.stringify([tasks[environment]]));
      const { child, result } = startCli(
        ["eval", environment, "--data-file", "tasks.json", "--agent", "oracle"].concat([
          "--sandbox",
          sandbox,
          "--run-id",
          "slow",
          "--json",
        ]),
        { cwd, detached: true },
      );
      await recorded(cwd, { words: '"type":"action"', episodes: 1 });
      await sleep(500);
      process.kill(-(child.pid ?? Number.NaN), "SIGINT");
      const { code, stdout } = await result;
      expect(jsonLines(stdout).at(-1)).toMatchObject({ summary: { planned: 1, succeeded: 1 } });
      expect(code).toBe(0);
    },
  );

  test("by the system's request to end stops at once", async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await interrupted(cwd, async (child) => void child.kill("SIGTERM"));
    expect(code).toBe(130);
    expect(stderr).toContain("Stopping now.");
  });
});
