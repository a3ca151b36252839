import type { Interpreter, Sandbox } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";

import { createPyodideProvider } from "../../src/pyodide/index.ts";

const provider = createPyodideProvider({ limits: { outputBytes: 20_000 }, spareProcesses: 1 });
const probe = await provider.probe(["stateful-python"]);
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

describe.skipIf(!probe.ok)(`the Pyodide sandbox${why}`, () => {
  let sandbox: Sandbox;
  let python: Interpreter;

  beforeEach(async () => {
    sandbox = await provider.create({ files: { "data/in.txt": { data: "from outside" } } });
    python = (await sandbox.interpreter?.("python")) as Interpreter;
  }, 120_000);
  afterEach(async () => await sandbox[Symbol.asyncDispose]());
  afterAll(async () => await provider.dispose?.());

  test("variables live from cell to cell, and the last expression is the value", async () => {
    await python.run("import math\nx = 20");
    expect(await python.run("print('so')\n2 * x + math.floor(2.9)")).toMatchObject({
      status: "exited",
      exitCode: 0,
      stdout: "so\n",
      value: "42",
    });
  });

  test("a traceback has the cell's lines, and only these", async () => {
    const { exitCode, stderr } = await python.run("def f(x):\n    return 1 / x\n\nf(0)");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "<cell 1>", line 4, in <module>\n/,
    );
    expect(stderr).not.toMatch(/<exec>|_pyodide/);
  });

  test("an endless loop is interrupted and its variables are kept", async () => {
    await python.run("x = 7");
    const looped = await python.run("while True: pass", { wallMs: 300 });
    expect(looped).toMatchObject({ status: "timeout" });
    expect(looped).not.toHaveProperty("stateLost");
    expect(await python.run("x")).toMatchObject({ value: "7" });
  });

  test("what can't be interrupted is killed; files are there, variables are not", async () => {
    await python.run("x = 7\nopen('kept.txt', 'w').write('kept')");
    const stuck = await python.run("sum(range(10**13))", { wallMs: 200 });
    expect(stuck).toMatchObject({ status: "timeout", stateLost: true });
    const after = await python.run("'x' in globals(), open('kept.txt').read()");
    expect(after).toMatchObject({ value: "(False, 'kept')" });
    expect(after).not.toHaveProperty("stateLost");
  }, 60_000);

  test("its caller can end a cell", async () => {
    const stop = new AbortController();
    const running = python.run("while True: pass", { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    expect(await running).toMatchObject({ status: "aborted", stateLost: true });
    expect(await python.run("1")).toMatchObject({ value: "1" });
  }, 60_000);

  test("a flood of output is cut and stopped, with the variables kept", async () => {
    const flood = await python.run("x = 1\nwhile True: print('spam' * 100)");
    expect(flood.status).toBe("output-limit");
    expect(flood.stdout.length).toBe(20_000);
    expect(await python.run("x")).toMatchObject({ value: "1" });
  });

  test("files go in, come out, and are collected", async () => {
    await python.run(
      "import os\nos.makedirs('a/b')\nopen('a/b/out.bin', 'wb').write(bytes(range(256)))\nos.symlink('out.bin', 'a/b/link')",
    );
    expect(await sandbox.files.list("a/b")).toEqual(["link", "out.bin"]);
    expect(await sandbox.files.read("a/b/out.bin")).toEqual(
      new Uint8Array(Array.from({ length: 256 }, (_, n) => n)),
    );
    await sandbox.files.write("new.txt", "new");
    expect(await python.run("open('new.txt').read()")).toMatchObject({ value: "'new'" });
    const { files } = await sandbox.collect();
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["a/b/link", "a/b/out.bin", "data/in.txt", "new.txt"]),
    );
    expect(files["a/b/link"]).toEqual({ link: "out.bin" });
    await python.run("import shutil\nshutil.rmtree('a')");
    expect(await sandbox.files.list("")).toEqual(["data/", "new.txt"]);
  });

  test("python3 runs programs, each in a process of its own", async () => {
    await python.run("x = 1");
    const program =
      "import sys\nprint(sys.argv[1:], open('data/in.txt').read(), input())\nopen('made', 'w').write('1')\nsys.exit(4)";
    const ran = await sandbox.exec(["python3", "-s", "-X", "utf8", "-c", program, "a", "b"], {
      stdin: "typed\n",
    });
    expect(ran).toMatchObject({
      status: "exited",
      exitCode: 4,
      stdout: "['a', 'b'] from outside typed\n",
    });
    expect(await python.run("x, open('made').read()")).toMatchObject({ value: "(1, '1')" });
    await sandbox.files.write("main.py", "print('x' in globals())\n1 / 0");
    const failed = await sandbox.exec(["python3", "main.py"]);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "False\n" });
    expect(failed.stderr).toContain('File "/work/main.py", line 2');
  }, 60_000);

  test("anything else is a result that says so", async () => {
    expect(await sandbox.exec("ls")).toMatchObject({ status: "exited", exitCode: 127 });
    expect(await sandbox.exec(["ls"])).toMatchObject({ exitCode: 127 });
    expect(await sandbox.exec(["python3", "none.py"])).toMatchObject({ exitCode: 2 });
  });

  test("equal runs print equal things", async () => {
    const code = "import random\nprint({str(n) for n in range(50)}, random.random())";
    const first = await python.run(code);
    await using other = await provider.create({});
    const neighbour = (await other.interpreter?.("python")) as Interpreter;
    const second = await neighbour.run(code);
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).toContain("0.8444218515250481");
  }, 60_000);

  test("once stopped, it keeps its files and runs nothing", async () => {
    await python.run("open('left.txt', 'w').write('left')");
    await sandbox.stop();
    expect(new TextDecoder().decode(await sandbox.files.read("left.txt"))).toBe("left");
    await expect(python.run("1")).rejects.toThrow(SandboxError);
    await expect(sandbox.exec(["python3", "-c", "1"])).rejects.toThrow(SandboxError);
  });
});

test.skipIf(!probe.ok)("what it can't enforce, it refuses", async () => {
  await expect(provider.create({ readOnly: true })).rejects.toThrow("written to");
  await expect(provider.create({ requires: ["real-shell"] })).rejects.toThrow("no real-shell");
});
