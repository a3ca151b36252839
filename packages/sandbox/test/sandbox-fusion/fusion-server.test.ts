import type { Interpreter, Sandbox } from "@agent-gym/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";
import {
  createSandboxFusionProvider,
  createSandboxFusionServer,
  SandboxFusionClient,
  type SandboxFusionServer,
} from "../../src/sandbox-fusion/index.ts";

const sandboxes = createBubblewrapProvider();
const probe = await sandboxes.probe(["stateful-python"]);
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const text = (data: string | undefined): string => Buffer.from(data ?? "", "base64").toString();

describe.skipIf(!probe.ok)(`the server and the client${why}`, () => {
  let server: SandboxFusionServer;
  let client: SandboxFusionClient;

  beforeAll(async () => {
    server = await createSandboxFusionServer({ sandboxes, port: 0 });
    client = new SandboxFusionClient({ url: server.url, attempts: 1 });
  });
  afterAll(async () => await server[Symbol.asyncDispose]());

  const post = async (path: string, body: unknown): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${server.url}${path}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };

  test("it is there", async () => {
    await client.ping();
    expect(await (await fetch(`${server.url}/v1/ping`)).json()).toBe("pong");
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  });

  test("a program runs, with what it reads and writes", async () => {
    const answer = await client.runCode({
      code: "import sys\nprint(open('a/in.txt').read(), sys.stdin.read())\nopen('out.txt', 'w').write('made')",
      language: "python",
      stdin: "typed",
      files: { "a/in.txt": base64("given"), "left-out.txt": null },
      fetch_files: ["out.txt", "a/in.txt", "missing.txt", "left-out.txt"],
    });
    expect(answer).toMatchObject({
      status: "Success",
      message: "",
      compile_result: null,
      run_result: { status: "Finished", return_code: 0, stdout: "given typed\n", stderr: "" },
    });
    expect(Object.keys(answer.files)).toEqual(["out.txt", "a/in.txt"]);
    expect(text(answer.files["out.txt"])).toBe("made");
  });

  test("what the reference sends is enough", async () => {
    const answer = await client.runCode({ code: "print(1 + 1)", language: "python" });
    expect(answer.run_result?.stdout).toBe("2\n");
  });

  test("a program that fails, and one that takes too long", async () => {
    const failed = await client.runCode({ code: "1 / 0", language: "python" });
    expect(failed).toMatchObject({ status: "Failed", run_result: { return_code: 1 } });
    expect(failed.run_result?.stderr).toContain("ZeroDivisionError");
    const slow = await client.runCode({
      code: "print('partial', flush=True)\nwhile True: pass",
      language: "python",
      run_timeout: 0.5,
    });
    expect(slow).toMatchObject({
      status: "Failed",
      message: "",
      run_result: { status: "TimeLimitExceeded", return_code: null, stdout: "partial\n" },
    });
  });

  test("output of a megabyte comes whole", async () => {
    const { run_result: run } = await client.runCode({
      code: "print('x' * 1_000_000)",
      language: "python",
    });
    expect(run).toMatchObject({ status: "Finished", return_code: 0 });
    expect(run?.stdout?.length).toBe(1_000_001);
  });

  test("a memory limit is enforced", async () => {
    const { status } = await client.runCode({
      code: "x = bytearray(400 * 2**20)",
      language: "python",
      memory_limit_MB: 128,
    });
    expect(status).toBe("Failed");
  });

  test("bash runs; a language that is not served says so", async () => {
    const bash = await client.runCode({ code: "echo $((6 * 7))", language: "bash" });
    expect(bash.run_result?.stdout).toBe("42\n");
    expect(await client.runCode({ code: "", language: "cpp" })).toMatchObject({
      status: "SandboxError",
      message: expect.stringContaining("cpp is not served"),
    });
  });

  test.each([
    ["no code", { language: "python" }, "code"],
    ["no language that there is", { code: "", language: "cobol" }, "language"],
    ["a path that leads out", { code: "", language: "python", files: { "../x": "" } }, "files"],
    ["an absolute path", { code: "", language: "python", files: { "/etc/x": "" } }, "files"],
    [
      "a file to fetch from outside",
      { code: "", language: "python", fetch_files: ["/etc/passwd"] },
      "fetch_files",
    ],
    ["no JSON", "{", "body"],
    ["a list", [], "body"],
  ])("%s is refused with status 422", async (_, body, place) => {
    const answer = await post("/run_code", body);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain(place);
  });

  test("a link is not followed out of the directory", async () => {
    const answer = await client.runCode({
      code: "import os\nos.symlink('/etc/passwd', 'link')",
      language: "python",
      fetch_files: ["link"],
    });
    expect(text(answer.files["link"])).not.toContain("root:x:0:0:root:/root:/bin");
  });

  test("cells share their variables; an error does not stop those behind it", async () => {
    const answer = await client.runJupyter({
      cells: ["x = 6\nprint('so')", "1 / 0", "x * 7", "y ="],
      files: { "a.txt": base64("a") },
      fetch_files: ["a.txt"],
    });
    expect(answer).toMatchObject({ status: "Success", driver: { status: "Finished" } });
    expect(answer.cells[0]).toEqual({ stdout: "so\n", stderr: "", display: [], error: [] });
    expect(answer.cells[1]?.error).toMatchObject([
      { ename: "ZeroDivisionError", evalue: "division by zero" },
    ]);
    expect(answer.cells[2]?.display).toEqual([{ "text/plain": "42" }]);
    expect(answer.cells[3]?.error).toMatchObject([{ ename: "SyntaxError" }]);
    expect(text(answer.files["a.txt"])).toBe("a");
  });

  test("the time of all cells, and that of each, are limits", async () => {
    const total = await client.runJupyter({
      cells: ["1", "while True: pass", "2"],
      total_timeout: 1,
    });
    expect(total).toMatchObject({ status: "Failed", cells: [] });
    const each = await client.runJupyter({
      cells: ["while True: pass", "2"],
      cell_timeout: 0.5,
      total_timeout: 20,
    });
    expect(each.status).toBe("Success");
    expect(each.cells[0]?.error).toMatchObject([{ ename: "KeyboardInterrupt" }]);
    expect(each.cells[1]?.display).toEqual([{ "text/plain": "2" }]);
  });

  test("many requests at once are all served", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        client.runCode({ code: `print(${index})`, language: "python", run_timeout: 60 }),
      ),
    );
    expect(answers.map(({ run_result: run }) => run?.stdout)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index}\n`),
    );
  }, 60_000);

  describe("as a sandbox", () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      const provider = createSandboxFusionProvider({ url: server.url, attempts: 1 });
      sandbox = await provider.create({ files: { "data/in.txt": { data: "given" } } });
    });
    afterAll(async () => await sandbox[Symbol.asyncDispose]());

    test("commands see the workspace, and change it", async () => {
      const made = await sandbox.exec(
        "cat data/in.txt; mkdir -p sub; echo new > sub/out.txt; rm data/in.txt; exit 3",
      );
      expect(made).toMatchObject({ status: "exited", exitCode: 3, stdout: "given" });
      expect(await sandbox.files.list("")).toEqual(["data/", "sub/"]);
      expect(new TextDecoder().decode(await sandbox.files.read("sub/out.txt"))).toBe("new\n");
      const read = await sandbox.exec(["cat", "out.txt"], { cwd: "sub" });
      expect(read.stdout).toBe("new\n");
      expect(
        (await sandbox.exec(["python3", "-c", "print(input())"], { stdin: "typed\n" })).stdout,
      ).toBe("typed\n");
      expect(await sandbox.exec(["no-such-program"])).toMatchObject({ exitCode: 127 });
    });

    test("variables last from cell to cell, and so do files", async () => {
      const python = (await sandbox.interpreter?.("python")) as Interpreter;
      await python.run("import random\nx = random.random()\nopen('cell.txt', 'w').write('1')");
      const [first, second] = [await python.run("x"), await python.run("x")];
      expect(first.value).toBe(second.value);
      expect(await sandbox.files.list("")).toContain("cell.txt");
      const failed = await python.run("1 / 0");
      expect(failed).toMatchObject({ exitCode: 1 });
      expect(failed.stderr).toContain("ZeroDivisionError");
      expect((await python.run("x")).value).toBe(first.value);
    });
  });
});
