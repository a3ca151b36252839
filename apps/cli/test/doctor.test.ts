import { access } from "node:fs/promises";
import { join } from "node:path";

import { startScriptedServer } from "@agent-gym/model/testing";
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
