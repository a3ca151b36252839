import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedServer,
} from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines, runCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const key = "sk-test-0123456789abcdef";
const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** Two calls at once, the second of which solves the task, then a last word. */
function player({ messages }: ScriptedRequest): ScriptedReply {
  if (messages.at(-1)?.role === "tool") return { text: "All is written.", usage };
  const commands = ["cat quiet.txt", "tr a-z A-Z < quiet.txt > loud.txt"];
  return {
    text: "I look and write.",
    reasoning: "Two commands do it.",
    toolCalls: commands.map((command) => ({ name: "execute_shell", arguments: { command } })),
    usage,
  };
}

describe.for(["ai-sdk-agent", "openai-agents-agent"])("the example %s", (name) => {
  const file = fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));

  async function evaluate(reply: (request: ScriptedRequest) => ScriptedReply, ...more: string[]) {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({ reply, models: ["m"], key });
    const { code, stdout, stderr } = await runCli(
      ["eval", "cmd", "--data-file", fixtureFiles.letters, "--task-id", "shout"].concat(
        ["--agent", file, "--agent-url", server.url, "--model", "m", "--sandbox", "virtual"],
        ["--run-id", "r", "--json", ...more],
      ),
      { cwd, env: { AGENT_GYM_API_KEY: key } },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const folder = join(cwd, "runs", "r", "episodes");
    const [record = ""] = await readdir(folder);
    const events = jsonLines(await readFile(join(folder, record), "utf8"));
    return { episode: jsonLines(stdout)[1], events, requests: server.requests };
  }

  test("is graded, counted and recorded like an agent of the gym's own", async () => {
    const { episode, events, requests } = await evaluate(player);
    expect(episode).toMatchObject({
      reward: 1,
      success: true,
      ending: { status: "completed" },
      turns: 2,
      usage: { roles: { agent: { inputTokens: 200, outputTokens: 40 } } },
    });
    expect(requests).toHaveLength(2);
    const calls = events.filter(({ type }) => type === "model-call");
    expect(calls).toMatchObject([
      { role: "agent", usage: { inputTokens: 100, outputTokens: 20 } },
      { role: "agent", usage: { inputTokens: 100, outputTokens: 20 } },
    ]);
    const actions = events.filter(({ type }) => type === "action");
    expect(actions).toMatchObject([
      {
        action: {
          text: "I look and write.",
          reasoning: "Two commands do it.",
          calls: [
            { name: "execute_shell", arguments: { command: "cat quiet.txt" } },
            { name: "execute_shell" },
          ],
        },
      },
      { action: { text: "All is written.", calls: [] } },
    ]);
    const [step] = events.filter(({ type }) => type === "step");
    expect(JSON.stringify(step)).toContain("good morning");
    // What the model was asked last: the results, as the framework hands them back.
    expect(requests[1]?.messages.filter(({ role }) => role === "tool")).toHaveLength(2);
  });

  test("ends by its limit, whatever the framework makes of it", async () => {
    const again = (request: ScriptedRequest): ScriptedReply =>
      player({ ...request, messages: request.messages.slice(0, 2) });
    const { episode, requests } = await evaluate(again, "--max-turns", "2");
    expect(episode).toMatchObject({ ending: { status: "limit", limit: "turns" }, turns: 2 });
    expect(requests.length).toBeLessThanOrEqual(3);
  });
});

test("the README of the agents shows the example that runs here", async () => {
  const read = (path: string) => readFile(new URL(`../../../../${path}`, import.meta.url), "utf8");
  const example = await read("apps/cli/examples/ai-sdk-agent.ts");
  expect(await read("packages/agents/README.md")).toContain(`\`\`\`ts\n${example}\`\`\``);
});
