import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { JsonObject } from "@agent-gym/core";
import { Command } from "commander";
import { describe, expect, test } from "vitest";

import type { CommandContext } from "../../src/command-context.ts";
import { evalCommand } from "../../src/commands/eval-command.ts";
import { evalConfigSchema } from "../../src/config/eval-config-schema.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const run = {
  environment: fixtureFiles.counter,
  dataFile: fixtureFiles.counterTasks,
  agent: "oracle",
  attempts: 2,
  maxTurns: 9,
  episodeTimeout: "10m",
  runId: "mine",
};

async function folderWith(name: string, content: string): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, name), content);
  return cwd;
}

test("every flag of eval has its setting, but for keys and what belongs to one start", () => {
  const command = evalCommand({ program: "agent-gym" } as CommandContext, () => {});
  const flags = command.options.map((option) => option.attributeName());
  const settings = Object.keys(evalConfigSchema["properties"] as JsonObject);
  const own = ["agentKey", "envLlmKey", "resume", "retryErrors", "dryRun"];
  const otherNames = ["sandboxUrl"];
  expect(settings.toSorted()).toEqual(
    [...flags, "$schema", "environment"]
      .filter((name) => ![...own, ...otherNames, "config", "printConfig"].includes(name))
      .toSorted(),
  );
  expect(command).toBeInstanceOf(Command);
});

describe("a configuration", () => {
  test.each([
    ["run.json", JSON.stringify(run)],
    [
      "run.yaml",
      `# A run.\n${Object.entries(run)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n")}\n`,
    ],
    ["run.ts", `const config: object = ${JSON.stringify(run)};\nexport default config;\n`],
  ])("in %s is run, and flags win over it", async (name, content) => {
    const cwd = await folderWith(name, content);
    const { code, stdout } = await runMain(
      ["eval", "--config", name, "--attempts", "1", "--json"],
      { cwd },
    );
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ runId: "mine", planned: 4, attempts: 1 });
  });

  test("is printed as it holds, with defaults and without keys, and can be run again", async () => {
    const cwd = await folderWith("run.json", JSON.stringify(run));
    const { code, stdout, stderr } = await runMain(
      ["eval", "--config", "run.json", "--print-config", "--max-turns", "7"].concat([
        "--agent-key",
        "sk-secret-0123456789",
        "--set",
        "a.b=1",
        "--resume",
      ]),
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      ...run,
      dataFile: [run.dataFile],
      maxTurns: 7,
      concurrency: 8,
      episodeTimeout: 600,
      set: { a: { b: 1 } },
    });
    expect(stdout).not.toMatch(/sk-secret|resume/);
    expect(await readdir(cwd)).toEqual(["run.json"]);
    await writeFile(join(cwd, "again.json"), stdout);
    const again = await runMain(["eval", "--config", "again.json", "--print-config"], { cwd });
    expect(again.stdout).toBe(stdout);
  });

  test("gives way to --sandbox-url, which is printed as the sandbox that it is", async () => {
    const cwd = await folderWith("run.json", JSON.stringify({ ...run, sandbox: "virtual" }));
    const flag = ["--sandbox-url", "http://127.0.0.1:8080"];
    const args = ["eval", "--config", "run.json", "--print-config", ...flag];
    const { code, stdout } = await runMain(args, { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sandbox: "http://127.0.0.1:8080" });
    expect(stdout).not.toContain("sandboxUrl");
  });

  test("names places as seen from where it lies", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "deep"));
    await writeFile(join(cwd, "deep", "tasks.json"), '[{"id": "a", "target": 1}]');
    const content = { ...run, dataFile: "*.json", logDir: "out", attempts: 1, split: "x" };
    await writeFile(
      join(cwd, "deep", "run.yaml"),
      JSON.stringify({ ...content, split: undefined }),
    );
    const { code, stderr } = await runMain(
      ["eval", "--config", "deep/run.yaml", "--display", "none"],
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await readdir(join(cwd, "deep", "out"))).toEqual(["mine"]);
  });

  test.each([
    ["none.json", undefined, "there is no such file"],
    ["cut.json", '{"agent": ', "it is no JSON"],
    ["cut.yaml", "agent: [", "it is no YAML"],
    ["list.json", "[]", "it holds no object"],
    ["typo.json", '{"agnet": "oracle"}', 'there is no setting "agnet". Did you mean "agent"?'],
    ["key.json", '{"agentKey": "sk-1"}', "keys are kept in the environment"],
    ["type.json", '{"attempts": "many"}', "attempts: "],
    ["time.json", '{"maxTime": "soon"}', "maxTime"],
    ["empty.mjs", "export const run = {};", "it has no default export"],
    ["throws.mjs", "throw new Error('no');", "no"],
    ["bare.json", '{"agent": "oracle"}', "Name the environment"],
  ])(
    "%s is refused in one line, and as JSON where that is asked for",
    async (name, text, message) => {
      const cwd = text === undefined ? await temporaryFolder() : await folderWith(name, text);
      const { code, stdout, stderr } = await runMain(["eval", "--config", name, "--json"], { cwd });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
      expect(stderr).toContain(message);
      expect(jsonLines(stdout)).toMatchObject([{ type: "done", exitCode: 1, summary: null }]);
    },
  );
});
