import { SandboxError } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import {
  createSandboxFusionProvider,
  SandboxFusionClient,
} from "../../src/sandbox-fusion/index.ts";
import { type Recorded, recordedServer } from "./recorded-server.ts";

// Answers in the form that SandboxFusion's source gives them (sandbox_api.py at 469de08).
const finished = {
  status: "Finished",
  execution_time: 0.03,
  return_code: 0,
  stdout: "hi\n",
  stderr: "",
};
const success = {
  status: "Success",
  message: "",
  compile_result: null,
  run_result: finished,
  executor_pod_name: null,
  files: {},
};
const failed = {
  ...success,
  status: "Failed",
  run_result: { ...finished, return_code: 1, stdout: "", stderr: "Traceback …\nValueError: x\n" },
};
const tooLong = {
  ...success,
  status: "Failed",
  run_result: {
    status: "TimeLimitExceeded",
    execution_time: 10.1,
    return_code: null,
    stdout: "partial",
    stderr: "",
  },
};
const sandboxError = {
  ...success,
  status: "SandboxError",
  message: "exception on running code print(1): no such executor",
  run_result: {
    status: "Error",
    execution_time: null,
    return_code: null,
    stdout: null,
    stderr: "no such executor",
  },
};
const unprocessable: Recorded = {
  status: 422,
  body: { detail: [{ loc: ["body", "language"], msg: "unexpected value", type: "value_error" }] },
};
const crashed: Recorded = { status: 500, body: { detail: "boom", traceback: ["Traceback …"] } };
const ok = (body: unknown): Recorded => ({ status: 200, body });

const quick = { attempts: 3, backoffMs: 5 };
const request = { code: "print('hi')", language: "python" } as const;

describe("a client and the recorded answers of a SandboxFusion server", () => {
  test.each([
    ["a program that ends well", success],
    ["a program that fails", failed],
    ["a program that takes too long", tooLong],
  ])("%s is a result, sent once", async (_, answer) => {
    await using server = await recordedServer([ok(answer)]);
    const client = new SandboxFusionClient({ url: `${server.url}/`, ...quick });
    expect(await client.runCode(request)).toEqual(answer);
    expect(server.requests).toEqual([{ path: "/run_code", body: request }]);
  });

  test.each([
    ["SandboxError", ok(sandboxError)],
    ["a status of 500", crashed],
    [
      "a status of 502 from something in between",
      { status: 502, body: "<html>Bad Gateway</html>" },
    ],
    ["a broken connection", "reset"],
  ] as readonly (readonly [string, Recorded])[])("%s is tried again", async (_, first) => {
    await using server = await recordedServer([first, first, ok(success)]);
    const client = new SandboxFusionClient({ url: server.url, ...quick });
    expect(await client.runCode(request)).toEqual(success);
    expect(server.requests).toHaveLength(3);
  });

  test("a SandboxError that stays is the answer", async () => {
    await using server = await recordedServer([ok(sandboxError)]);
    const client = new SandboxFusionClient({ url: server.url, ...quick });
    expect(await client.runCode(request)).toEqual(sandboxError);
    expect(server.requests).toHaveLength(3);
  });

  test("a server that keeps failing is told of in one line, with its address", async () => {
    await using server = await recordedServer([crashed]);
    const client = new SandboxFusionClient({ url: server.url, ...quick });
    const error: unknown = await client.runCode(request).catch((one: unknown) => one);
    expect(SandboxError.isInstance(error)).toBe(true);
    expect((error as Error).message).toBe(
      `The SandboxFusion server at ${server.url} answered /run_code with status 500: boom.`,
    );
  });

  test("a request that it refuses is not sent again", async () => {
    await using server = await recordedServer([unprocessable]);
    const client = new SandboxFusionClient({ url: server.url, ...quick });
    await expect(client.runCode(request)).rejects.toThrow(/refused a request: .*unexpected value/);
    expect(server.requests).toHaveLength(1);
  });

  test("something that is no SandboxFusion is recognized", async () => {
    await using server = await recordedServer([
      { status: 200, body: "<html>hello</html>", type: "text/html" },
    ]);
    const client = new SandboxFusionClient({ url: server.url, ...quick });
    await expect(client.runCode(request)).rejects.toThrow("with something else (status 200)");
    expect(server.requests).toHaveLength(1);
  });

  test("a server that never answers is given up", async () => {
    await using server = await recordedServer(["silence"]);
    const client = new SandboxFusionClient({ url: server.url, attempts: 1, patienceMs: 100 });
    const slow = { ...request, run_timeout: 0.05, compile_timeout: 0.05 };
    await expect(client.runCode(slow)).rejects.toThrow(/gave no answer within 200 ms/);
  });

  test("its caller can give up", async () => {
    await using server = await recordedServer(["silence"]);
    const client = new SandboxFusionClient({ url: server.url });
    const signal = AbortSignal.timeout(50);
    await expect(client.runCode(request, { signal })).rejects.toThrow();
  });

  test("a server that is down is told of", async () => {
    let url = "";
    {
      await using server = await recordedServer([ok(success)]);
      ({ url } = server);
    }
    const client = new SandboxFusionClient({ url, attempts: 2, backoffMs: 1 });
    await expect(client.runCode(request)).rejects.toThrow(`${url} can't be reached (ECONNREFUSED)`);
    const provider = createSandboxFusionProvider({ url });
    expect(await provider.probe()).toMatchObject({
      ok: false,
      reason: expect.stringContaining("can't be reached"),
    });
    await expect(provider.create({})).rejects.toSatisfy(SandboxError.isInstance);
  });
});

describe("a sandbox over the recorded answers", () => {
  test.each([
    ["a success", success, { status: "exited", exitCode: 0, stdout: "hi\n" }],
    ["a failure", failed, { status: "exited", exitCode: 1 }],
    ["too long", tooLong, { status: "timeout", exitCode: null, stdout: "partial" }],
    ["a SandboxError", sandboxError, { status: "sandbox-error", exitCode: null }],
  ])("%s is a command's result", async (_, answer, result) => {
    await using server = await recordedServer([ok(answer)]);
    const provider = createSandboxFusionProvider({ url: server.url, ...quick });
    await using sandbox = await provider.create({});
    expect(await sandbox.exec(["python3", "-c", "1"])).toMatchObject(result);
  });

  test("the answer of a notebook is a cell's result", async () => {
    const cell = { stdout: "", stderr: "", display: [], error: [] };
    const shown = { ...cell, stdout: "so\n", display: [{ "text/plain": "'hello'" }] };
    const raised = {
      ...cell,
      error: [
        {
          ename: "ZeroDivisionError",
          evalue: "division by zero",
          traceback: ["\u001B[0;31mTraceback\u001B[0m", "ZeroDivisionError: division by zero"],
        },
      ],
    };
    const answer = {
      status: "Success",
      message: "",
      driver: null,
      executor_pod_name: null,
      files: {},
    };
    const timedOut = { ...answer, status: "Failed", cells: [] };
    await using server = await recordedServer([
      ok({ ...answer, cells: [cell, shown, cell] }),
      ok({ ...answer, cells: [cell, shown, raised, cell] }),
      ok(timedOut),
    ]);
    const provider = createSandboxFusionProvider({ url: server.url, ...quick });
    await using sandbox = await provider.create({});
    const python = await sandbox.interpreter?.("python");
    expect(await python?.run("print('so')\n'hello'")).toMatchObject({
      status: "exited",
      exitCode: 0,
      stdout: "so\n",
      value: "'hello'",
    });
    expect(await python?.run("1 / 0")).toMatchObject({
      exitCode: 1,
      stderr: "Traceback\nZeroDivisionError: division by zero\n",
    });
    expect(await python?.run("while True: pass")).toMatchObject({ status: "timeout" });
    // Each cell is sent behind those before it.
    const [, second] = server.requests;
    expect((second?.body as { cells: string[] } | undefined)?.cells.slice(1, 3)).toEqual([
      "print('so')\n'hello'",
      "1 / 0",
    ]);
  });
});
