import { access } from "node:fs/promises";
import { join } from "node:path";

import { type ScriptedReply, startScriptedServer } from "@agent-gym/model/testing";
import { expect, test } from "vitest";

import { runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const env = { OPENAI_API_KEY: "sk-doctor-0123456789" };

test("says what there is, and never a key", async () => {
  const cwd = await temporaryFolder();
  await using server = await startScriptedServer({ reply: () => ({}), models: ["a-model"] });
  const { code, stdout, stderr } = await runMain(["doctor", "--agent-url", server.url], {
    cwd,
    env,
  });
  expect(stderr).toBe("");
  expect(stdout).toContain(`Node.js ${process.version}`);
  expect(stdout).toMatch(/bubblewrap: /);
  expect(stdout).toMatch(/virtual: /);
  expect(stdout).toContain("a-model");
  expect(stdout).toContain("key from OPENAI_API_KEY");
  expect(stdout).toContain("✓ OPENAI_API_KEY is set");
  expect(stdout).toContain("- DEEPSEEK_API_KEY is not set");
  expect(stdout).toMatch(/runs, \d+\.\d GB free/);
  expect(stdout).not.toContain(env.OPENAI_API_KEY);
  expect(code).toBe(stdout.includes("Ready.") ? 0 : 2);
  await expect(access(join(cwd, "runs"))).rejects.toThrow("ENOENT");
});

test("says the same as JSON", async () => {
  const cwd = await temporaryFolder();
  await using server = await startScriptedServer({ reply: () => ({}), key: "sk-another-key" });
  const { code, stdout } = await runMain(["doctor", "--json", "--agent-url", server.url], {
    cwd,
    env,
  });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    node: process.version,
    endpoint: { status: "needs-key", urlSource: "--agent-url", keySource: "OPENAI_API_KEY" },
    keys: { AGENT_GYM_API_KEY: false, OPENAI_API_KEY: true },
    logDir: { path: join(cwd, "runs"), writable: true },
  });
  expect(stdout).not.toContain(env.OPENAI_API_KEY);
});

test("says how to name an endpoint where there is none", async () => {
  const { stdout } = await runMain(["doctor"], { cwd: await temporaryFolder() });
  expect(stdout).toContain("no endpoint: name one with --agent-url, or set AGENT_GYM_BASE_URL");
});

test("asks the one model that is listed for one token, and then says how to evaluate it", async () => {
  await using server = await startScriptedServer({ reply: () => ({ text: "p" }), models: ["m"] });
  const { stdout } = await runMain(["doctor", "--agent-url", server.url], {
    cwd: await temporaryFolder(),
  });
  expect(stdout).toContain("✓ m answered a question of one token");
  expect(server.requests.map(({ body }) => body["max_tokens"])).toEqual([1]);
  expect(stdout).toContain(`eval cmd --agent tools --agent-url ${server.url} --model m`);
});

test.each<[string, ScriptedReply, string]>([
  ["refuses the key", { status: 401, body: { error: { message: "No key." } } }, "No key."],
  ["fails", { status: 500, body: { error: { message: "Out of memory." } } }, "Out of memory."],
  ["sends a web page", { fault: "html" }, "m does not answer: "],
])("is not ready when an endpoint lists models and %s", async (_, reply, words) => {
  await using server = await startScriptedServer({ reply: () => reply, models: ["m"] });
  const { code, stdout } = await runMain(["doctor", "--agent-url", server.url], {
    cwd: await temporaryFolder(),
  });
  expect(code).toBe(2);
  expect(stdout).toContain("✗ m does not answer: ");
  expect(stdout).toContain(words);
  expect(stdout).toContain("Not ready");
});

test("says that it asked nothing where several models are listed, and how to ask", async () => {
  await using server = await startScriptedServer({ reply: () => ({}), models: ["a", "b"] });
  const args = ["doctor", "--agent-url", server.url];
  const cwd = await temporaryFolder();
  const { stdout } = await runMain(args, { cwd });
  expect(stdout).toContain("- no model was asked: name one with --model");
  expect(stdout).toMatch(/as far as can be told without asking a model\. .* --model NAME$/m);
  expect(server.requests).toEqual([]);
  const named = await runMain([...args, "--model", "c", "--json"], { cwd });
  expect(JSON.parse(named.stdout)).toMatchObject({
    endpoint: {
      answer: {
        model: "c",
        status: "answered",
        line: "c answered a question of one token, though the endpoint does not list it",
      },
    },
  });
});

test("a model that is busy is no fault", async () => {
  await using server = await startScriptedServer({ reply: () => ({ status: 429 }), models: ["m"] });
  const { stdout } = await runMain(["doctor", "--agent-url", server.url, "--json"], {
    cwd: await temporaryFolder(),
  });
  expect(JSON.parse(stdout)).toMatchObject({ endpoint: { answer: { status: "busy" } } });
});
