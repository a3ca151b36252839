import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";

import { type ScriptedReply, startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { startModelServer } from "../model-server.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const counter = ["eval", fixtureFiles.counter];
const letters = ["--data-file", fixtureFiles.letters];
const tasks = ["--data-file", fixtureFiles.counterTasks];

/** One line on stderr that is no stack, and nothing written. */
function expectOneLine(stderr: string, cwd: string): void {
  expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  expect(existsSync(join(cwd, "runs"))).toBe(false);
}

describe("what was asked wrongly", () => {
  test.each([
    [["eval", "--agent", "oracle"], "Name the environment: cmd, python, nlp, or a module"],
    [["eval", "cmx", ...tasks, "--agent", "oracle"], 'There is no environment "cmx".'],
    [[...counter, "--agent", "oracle"], "brings no tasks of its own: name a file of them"],
    [[...counter, ...tasks], "Say which agent plays with --agent"],
    [[...counter, ...tasks, "--agent", "orcale"], 'Did you mean "oracle"?'],
    [[...counter, ...tasks, "--agent", "nop", "--task-id", "thre"], 'Did you mean "three"?'],
    [[...counter, ...tasks, "--agent", "nop", "--set", "x=1"], "Options of environment counter"],
    [[...counter, ...tasks, "--agent", "nop", "--resume"], "name it with --run-id"],
    [
      [...counter, ...tasks, "--agent", "nop", "--run-id", "one", "--resume", "two"],
      "name two runs",
    ],
    [[...counter, ...tasks, "--agent", "nop", "--run-id", "../x"], "can't name a run"],
    [[...counter, ...tasks, "--agent", "mirau"], "say where with --agent-url URL"],
    [[...counter, ...tasks, "--agent", "mirau", "--agent-url", "ftp://x"], "http://"],
    [
      ["eval", "cmd", ...letters, "--agent", "nop", "--sandbox", "dockr"],
      'There is no sandbox "dockr"; there are auto, bubblewrap, docker, virtual, pyodide.',
    ],
    [
      ["eval", "cmd", ...letters, "--agent", "nop", "--image", "debian"],
      "--image is for --sandbox docker",
    ],
  ])("%j is one line and exit code 1", async (args, message) => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expectOneLine(stderr, cwd);
  });

  test.each([
    ["none", undefined, "there is no such file"],
    ["cut off", '[{"id": "a", "target": 1},\n  {"id": ', "line 2"],
    ["empty", "", "it is empty"],
    ["no list of objects", "[1]", "entry 0 is a number"],
    [
      "against the schema",
      '[{"id": "a", "target": "x"}]',
      'Task "a" (tasks.json, entry 0) is not valid: target',
    ],
    ["full of twins", '[{"id": "a", "target": 1}, {"id": "a", "target": 2}]', 'the id "a"'],
  ])("a task file that is %s is told where it is wrong", async (_, text, message) => {
    const cwd = await temporaryFolder();
    if (text !== undefined) await writeFile(join(cwd, "tasks.json"), text);
    const args = [...counter, "--data-file", "tasks.json", "--agent", "nop"];
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expectOneLine(stderr, cwd);
  });

  test("a run id that is taken is refused, and the run is left as it is", async () => {
    const cwd = await temporaryFolder();
    const args = [...counter, ...tasks, "--agent", "oracle", "--run-id", "mine"];
    expect((await runMain(args, { cwd })).code).toBe(0);
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^agent-gym: [^\n]*mine[^\n]*\n$/);
  });

  test("with --json the same is told on stdout, in a last line", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runMain(
      [...counter, ...tasks, "--agent", "orcale", "--json"],
      { cwd },
    );
    expect(code).toBe(1);
    expect(jsonLines(stdout)).toEqual([
      expect.objectContaining({
        type: "done",
        exitCode: 1,
        summary: null,
        error: { code: "unknown-agent", message: expect.stringContaining("orcale") },
      }),
    ]);
    expectOneLine(stderr, cwd);
  });
});

describe("an endpoint that can't play", () => {
  async function evaluate(url: string, cwd: string, more: readonly string[] = []) {
    const agent = ["--agent", "tools", "--agent-url", url, "--model", "m", ...more];
    return runMain([...counter, ...tasks, ...agent], { cwd });
  }

  test("since nobody listens", async () => {
    const probe = createTcpServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const cwd = await temporaryFolder();
    const { code, stderr } = await evaluate(`http://127.0.0.1:${port}/v1`, cwd);
    expect(code).toBe(2);
    expect(stderr).toContain(`127.0.0.1:${port}/v1 refuses the connection`);
    expectOneLine(stderr, cwd);
  });

  test("since it wants another key", async () => {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({
      reply: () => ({ text: "Hello." }),
      key: "sk-right",
    });
    const { code, stderr } = await evaluate(server.url, cwd, ["--agent-key", "sk-wrong-key-123"]);
    expect(code).toBe(2);
    expect(stderr).toContain("401");
    expect(stderr).not.toContain("sk-wrong-key-123");
    expectOneLine(stderr, cwd);
  });

  const page = "<!doctype html><title>Sign in</title>";
  test.each([
    ["says 404 to everything", 404, "application/json", '{"error":{"message":"no such path"}}'],
    ["serves web pages", 200, "text/html", page],
    ["says nothing", 200, "application/json", ""],
    ["says 401 to everything", 401, "text/html", page],
  ])("since it %s", async (_, status, type, body) => {
    const cwd = await temporaryFolder();
    const url = await startServer(status, { type, body });
    const { code, stderr } = await evaluate(url, cwd);
    expect(code).toBe(2);
    expectOneLine(stderr, cwd);
  });

  test.each<[string, ScriptedReply]>([
    ["a web page", { fault: "html" }],
    ["nothing", { fault: "empty" }],
    ["401", { status: 401, body: { error: { message: "wrong key" } } }],
    ["404", { status: 404, body: { error: { message: "no such model" } } }],
  ])("since it lists the model and answers questions with %s", async (_, reply) => {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({ reply: () => reply, models: ["m"] });
    const { code, stderr } = await evaluate(server.url, cwd, ["--task-id", "0", "--quiet"]);
    expect(code).toBe(2);
    expectOneLine(stderr, cwd);
    expect(server.requests).toHaveLength(1);
    await using later = await startModelServer({ reply: () => reply, models: ["m"] });
    const begun = await evaluate(later.url, cwd, ["--task-id", "0", "--quiet"]);
    expect(begun.code).toBe(2);
    expect(begun.stderr).toMatch(/^agent-gym: The run could not be done: [^\n]+\n$/);
  });

  test("since it does not have the model: nothing is written", async () => {
    const cwd = await temporaryFolder();
    const reply = () => ({ status: 404, body: { error: { message: "no model m" } } });
    await using server = await startScriptedServer({ reply, models: ["other"] });
    const { code, stderr } = await evaluate(server.url, cwd);
    expect(code).toBe(2);
    expect(stderr).toContain("no model m");
    expectOneLine(stderr, cwd);
  });
});

test("Ctrl-C while the endpoint is looked at ends the command, and nothing is written", async () => {
  const cwd = await temporaryFolder();
  const signals = new EventEmitter();
  const server = createServer(() => signals.emit("SIGINT")).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout, stderr } = await runMain(
    [...counter, ...tasks, "--agent", "tools", "--agent-url", url, "--model", "m", "--json"],
    { cwd, signals },
  );
  expect(code).toBe(130);
  expect(jsonLines(stdout)).toMatchObject([{ type: "done", exitCode: 130, summary: null }]);
  expect(stderr).toContain("Interrupted before anything was started.");
  expect(signals.listenerCount("SIGINT")).toBe(0);
  expect(existsSync(join(cwd, "runs"))).toBe(false);
});

describe("the model's name", () => {
  const agent = ["--agent", "tools", "--task-id", "one"];

  test("may be left out where the endpoint has one model", async () => {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({
      reply: () => ({ text: "Done." }),
      models: ["only-one"],
    });
    const args = [...counter, ...tasks, ...agent, "--agent-url", server.url];
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe("agent-gym: Taking only-one, the one model that the endpoint lists.\n");
    expect(server.requests[0]?.body["model"]).toBe("only-one");
  });

  test("must be said where it has several", async () => {
    const cwd = await temporaryFolder();
    await using server = await startScriptedServer({
      reply: () => ({ text: "Done." }),
      models: ["a", "b"],
    });
    const args = [...counter, ...tasks, ...agent, "--agent-url", server.url];
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("the endpoint lists 2 models, a, b.");
    expectOneLine(stderr, cwd);
  });
});

async function startServer(
  status: number,
  { type, body }: { readonly type: string; readonly body: string },
): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test.each([
  ["a file", "taken", "a file of that name is there"],
  ["below a file", "taken/runs", "a part of the path is no folder"],
])("a log folder that is %s is refused in words", async (_, logDir, reason) => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "taken"), "");
  const args = [...counter, ...tasks, "--agent", "nop", "--log-dir", logDir];
  const { code, stderr } = await runMain(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toBe(
    `agent-gym: No run can be kept in ${join(cwd, logDir)}: ${reason}. Choose another folder.\n`,
  );
});
