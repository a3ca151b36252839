import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const counter = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks];

describe("a dry run", () => {
  test("prints the plan, and nothing is started or written", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runMain(
      [...counter, "--agent", "oracle", "--attempts", "2", "--max-turns", "9", "--dry-run"],
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("oracle on counter");
    expect(stdout).toContain("× 2 attempts = 8 episodes");
    expect(stdout).toMatch(/settings +max turns 9/);
    expect(stdout).toContain("nothing is missing; nothing was started");
    expect(stdout).not.toContain("cost");
    expect(await readdir(cwd)).toEqual([]);
  });

  test("tells everything that is missing at once", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await runMain(
      ["eval", fixtureFiles.talker, "--data-file", fixtureFiles.topics].concat([
        "--agent",
        "tools",
        "--dry-run",
        "--json",
      ]),
      { cwd },
    );
    expect(code).toBe(1);
    const [plan, done, ...more] = jsonLines(stdout);
    expect(plan).toMatchObject({
      type: "plan",
      planned: 3,
      missing: [{ code: "missing-endpoint" }, { code: "missing-model" }],
    });
    expect(done).toMatchObject({ type: "done", exitCode: 1, error: { code: "missing-endpoint" } });
    expect(more).toEqual([]);
    expect(await readdir(cwd)).toEqual([]);
  });

  test("estimates the cost by an earlier run, where prices are known", async () => {
    const cwd = await temporaryFolder();
    const reply = () => ({
      text: "Done.",
      usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
    });
    await using server = await startScriptedServer({ reply, models: ["m1"] });
    const args = [...counter, "--agent", "tools", "--agent-url", server.url];
    const unknown = await runMain([...args, "--dry-run"], { cwd });
    expect(unknown.stdout).toMatch(/cost +\$\?, there is no earlier run/);
    expect(server.requests).toEqual([]);

    expect((await runMain([...args, "--run-id", "before"], { cwd })).code).toBe(0);
    const unpriced = await runMain([...args, "--dry-run"], { cwd });
    expect(unpriced.stdout).toMatch(/about \$\? \(a price is not known: --prices FILE\)/);

    await writeFile(join(cwd, "prices.json"), '{"m1": {"input": 1, "output": 10}}');
    const priced = await runMain(
      [...args, "--dry-run", "--prices", "prices.json", "--attempts", "5", "--json"],
      { cwd },
    );
    const { estimate } = jsonLines(priced.stdout)[0] ?? {};
    // 20 episodes of 1,100 tokens: 1,000 at $1 a million, 100 at $10.
    expect(estimate).toEqual({ tokens: 22_000, cost: expect.closeTo(0.04, 9), from: "before" });
    expect(priced.stderr).toContain("about $0.04 and 22.0k tokens for 20 episodes");
  });

  test.each([
    [["--agent", "orcale"], 'Did you mean "oracle"?'],
    [["--agent", "oracle", "--task-id", "nine"], 'There is no task "nine"'],
  ])("%j is a plain error: there is no plan", async (more, message) => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await runMain([...counter, ...more, "--dry-run"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
