import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { type ScriptedReply, startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const talker = ["eval", fixtureFiles.talker, "--data-file", fixtureFiles.topics];
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const say = (text: string) => (): ScriptedReply => ({ text, usage });

describe("an environment whose roles need models", () => {
  test("names them, and how to give them one, before anything is written", async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await runMain([...talker, "--agent", "oracle"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
    expect(stderr).toContain("needs a model for user (asks the question), judge");
    expect(stderr).toContain("--env-llm-url URL");
    expect(stderr).toContain("--set user.url=URL --set user.model=NAME");
    expect(stderr).toContain("1 of 3 tasks need none");
    expect(await readdir(cwd)).toEqual([]);
  });

  test("never takes the agent's endpoint unasked", async () => {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({ reply: say("Hello."), models: ["m"] });
    const agent = ["--agent", "tools", "--agent-url", server.url, "--model", "m"];
    const { code, stderr } = await runMain([...talker, ...agent], { cwd });
    expect({ code, asked: server.requests.length }).toEqual({ code: 1, asked: 0 });
    expect(stderr).toContain("--env-llm-url");
  });

  test("leaves out what nobody plays when told to, and says so", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout } = await runMain(
      [...talker, "--agent", "oracle", "--skip-unmet", "--json"],
      { cwd },
    );
    expect(code).toBe(0);
    const [launch, , done] = jsonLines(stdout);
    const reason = "no model plays user, judge";
    expect(launch).toMatchObject({
      planned: 1,
      skipped: [
        { id: "bread", reason },
        { id: "salt", reason },
      ],
    });
    expect(done).toMatchObject({ summary: { scored: 1, succeeded: 1 } });
  });

  test("gives each role its model, and tells their tokens apart", async () => {
    const cwd = await temporaryFolder();
    await using agents = await startScriptedServer({ reply: say("Flour."), models: ["a"] });
    await using users = await startScriptedServer({
      reply: say("What is it?"),
      models: ["u"],
      key: "sk-users-0123456789",
    });
    await using judges = await startScriptedServer({ reply: say("yes"), models: ["j"] });
    const { code, stdout, stderr } = await runMain(
      talker.concat(
        ["--agent", "tools", "--agent-url", agents.url, "--model", "a", "--task-id", "0-1"],
        ["--env-llm-url", users.url, "--env-llm-key", "sk-users-0123456789"],
        ["--set", `judge.url=${judges.url}?token=secret-of-the-judge`, "--set", "judge.model=j"],
        ["--run-id", "mine", "--json"],
      ),
      { cwd },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({
      model: "a",
      roles: {
        user: { model: "u", endpoint: users.url },
        judge: { model: "j", endpoint: judges.url },
      },
    });
    expect(lines.at(-1)).toMatchObject({
      summary: {
        succeeded: 2,
        usage: {
          inputTokens: 60,
          roles: {
            agent: { inputTokens: 20 },
            user: { inputTokens: 20 },
            judge: { inputTokens: 20 },
          },
        },
      },
    });
    expect(stderr).toContain(`user: u at ${users.url} (key from --env-llm-key)`);
    expect(stderr).toContain(`judge: j at ${judges.url} (no key)`);
    expect(stderr).toMatch(/cost +\$\? in all/);
    expect(judges.requests.every(({ headers }) => headers["authorization"] === undefined)).toBe(
      true,
    );

    const description = await readFile(join(cwd, "runs", "mine", "run.json"), "utf8");
    expect(description + stdout + stderr).not.toMatch(/sk-users|secret-of-the-judge/);
    expect(JSON.parse(description)).toMatchObject({
      identity: {
        environment: { options: { judge: { model: "j" } } },
        model: { name: "a", roles: { user: { name: "u" }, judge: { name: "j" } } },
      },
    });
  });
});

test("dialogues whose tools and user are data are played without any model", async () => {
  const cwd = await temporaryFolder();
  const data = new URL("../../../../data/nlp.json", import.meta.url).pathname;
  const { code, stdout } = await runMain(
    ["eval", "nlp", "--data-file", data, "--agent", "oracle", "--skip-unmet", "--json"],
    { cwd },
  );
  expect(code).toBe(0);
  const summary = jsonLines(stdout).at(-1)?.["summary"] as Readonly<Record<string, number>>;
  expect(summary["planned"]).toBeGreaterThanOrEqual(6);
  expect(summary["succeeded"]).toBe(summary["planned"]);
});
