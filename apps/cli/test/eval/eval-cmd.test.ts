import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { startScriptedServer } from "@agent-gym/model/testing";
import { sandboxNames, sandboxProvider } from "@agent-gym/sandbox";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { idleAnswer, rightAnswer } from "../right-answers.ts";
import { jsonLines, runCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const dataFile = fixtureFiles.letters;
const key = "sk-test-0123456789abcdef";

// Pyodide runs Python alone.
const shells = sandboxNames.filter((name) => name !== "pyodide");
const backends = await Promise.all(
  shells.map(async (name) => {
    const probe = await (await sandboxProvider(name)).probe(["python"]);
    return { name, why: probe.ok ? undefined : probe.reason };
  }),
);

describe.for(backends)("evaluating a model in the sandbox $name", ({ name, why }) => {
  test("scores right answers and tells all of it as JSON lines", async (context) => {
    context.skip(why !== undefined, why);
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({ reply: rightAnswer, models: ["m"], key });
    const { code, stdout, stderr } = await runCli(
      [
        "eval",
        "cmd",
        "--data-file",
        dataFile,
        "--agent",
        "mirau",
        "--agent-url",
        server.url,
      ].concat(["--model", "m", "--sandbox", name, "--temperature", "0.5", "--json"]),
      { cwd, env: { OPENAI_API_KEY: key } },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });

    const lines = jsonLines(stdout);
    expect(lines.map(({ type }) => type)).toEqual(["launch", "episode-end", "episode-end", "done"]);
    expect(lines[0]).toMatchObject({
      environment: { name: "cmd" },
      agent: "mirau",
      model: "m",
      endpoint: server.url,
      sandbox: { kind: name },
      tasks: 2,
      attempts: 1,
      planned: 2,
    });
    const usage = { inputTokens: expect.any(Number), outputTokens: expect.any(Number) };
    for (const episode of lines.slice(1, 3)) {
      expect(episode).toMatchObject({
        attempt: 0,
        reward: 1,
        success: true,
        ending: { status: "completed" },
        turns: 2,
        usage: { ...usage, roles: { agent: usage } },
      });
    }
    expect(lines.slice(1, 3).map(({ task }) => task)).toContain("shout");
    expect(lines[3]).toMatchObject({
      exitCode: 0,
      interrupted: false,
      summary: {
        planned: 2,
        scored: 2,
        succeeded: 2,
        successRate: 1,
        meanReward: 1,
        limited: 0,
        failed: 0,
        unscored: 0,
        cancelled: 0,
        usage,
        wallSeconds: expect.any(Number),
      },
    });
    expect(server.requests[0]?.body).toMatchObject({ model: "m", temperature: 0.5 });
    expect(stderr).toContain("key from OPENAI_API_KEY");
    expect(await everyFile(cwd)).not.toContain(key);
    expect(stdout + stderr).not.toContain(key);
  });

  test("gives an agent that does nothing a zero, not an error", async (context) => {
    context.skip(why !== undefined, why);
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({ reply: idleAnswer, models: ["m"] });
    const { code, stdout } = await runCli(
      [
        "eval",
        "cmd",
        "--data-file",
        dataFile,
        "--agent",
        "mirau",
        "--agent-url",
        server.url,
      ].concat(["--model", "m", "--sandbox", name, "--json", "--quiet"]),
      { cwd },
    );
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      summary: { planned: 2, scored: 2, succeeded: 0, successRate: 0 },
    });
  });
});

async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((file) => readFile(join(file.parentPath, file.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}
