import type { Interpreter, Sandbox } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";

import { createBubblewrapProvider } from "../../src/bubblewrap/index.ts";

const provider = createBubblewrapProvider({ limits: { outputBytes: 20_000 } });
const probe = await provider.probe(["stateful-python"]);
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

describe.skipIf(!probe.ok)(`CPython in bubblewrap${why}`, () => {
  let sandbox: Sandbox;
  let python: Interpreter;

  beforeEach(async () => {
    sandbox = await provider.create({});
    python = (await sandbox.interpreter?.("python")) as Interpreter;
  });
  afterEach(async () => {
    await python[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  });
  afterAll(async () => await provider.dispose?.());

  test("variables, imports and functions live from cell to cell", async () => {
    await python.run("import math\ndef twice(n):\n    return 2 * n\nx = 20");
    expect(await python.run("twice(x) + math.floor(2.9)")).toMatchObject({
      status: "exited",
      exitCode: 0,
      value: "42",
      stdout: "",
    });
  });

  test("the last expression is the value, what is printed is output, None is neither", async () => {
    expect(await python.run("print('a')\nprint('b')\n'c'")).toMatchObject({
      stdout: "a\nb\n",
      value: "'c'",
    });
    expect(await python.run("None")).not.toHaveProperty("value");
    expect(await python.run("y = 5")).not.toHaveProperty("value");
    expect(await python.run("")).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("a traceback has the cell's lines and none of the driver's", async () => {
    const { exitCode, stderr } = await python.run("def f(x):\n    return 1 / x\n\n\nf(0)");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "<cell 1>", line 5, in <module>/,
    );
    expect(stderr).toContain('File "<cell 1>", line 2, in f\n    return 1 / x');
    expect(stderr).toMatch(/ZeroDivisionError: division by zero\n$/);
    expect(stderr).not.toContain("<string>");
  });

  test("a syntax error shows where it is, and nothing else", async () => {
    const { stderr } = await python.run("x = 1\nx = = 2");
    expect(stderr).toMatch(/^ {2}File "<cell 1>", line 2\n {4}x = = 2\n/);
    expect(stderr).not.toContain("Traceback");
  });

  test("an earlier cell's lines are still shown when its function fails later", async () => {
    await python.run("def fail():\n    raise ValueError('later')");
    const { stderr } = await python.run("fail()");
    expect(stderr).toContain('File "<cell 1>", line 2, in fail\n    raise ValueError');
  });

  test("exit ends the cell, not the interpreter", async () => {
    await python.run("x = 1");
    expect(await python.run("import sys\nsys.exit(3)")).toMatchObject({ exitCode: 3, stderr: "" });
    expect(await python.run("exit('bye')")).toMatchObject({ exitCode: 1, stderr: "bye\n" });
    expect(await python.run("x")).toMatchObject({ value: "1" });
  });

  test("an endless loop is interrupted and its variables are kept", async () => {
    await python.run("x = 7");
    const looped = await python.run("while True:\n    pass", { wallMs: 300 });
    expect(looped).toMatchObject({ status: "timeout", exitCode: null });
    expect(looped).not.toHaveProperty("stateLost");
    expect(await python.run("x")).toMatchObject({ value: "7" });
  });

  test("a sleep and a wait for a program are interrupted as well", async () => {
    const slept = await python.run("import time\ntime.sleep(1e6)", { wallMs: 200 });
    expect(slept).toMatchObject({ status: "timeout" });
    const waited = await python.run("import subprocess\nsubprocess.run(['sleep', '1000'])", {
      wallMs: 200,
    });
    expect(waited).toMatchObject({ status: "timeout" });
    expect(await python.run("1")).toMatchObject({ status: "exited", value: "1" });
  });

  test("what can't be interrupted is killed, and says that the variables are gone", async () => {
    await python.run("x = 7");
    const stuck = await python.run(
      "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
      { wallMs: 200 },
    );
    expect(stuck).toMatchObject({ status: "timeout", stateLost: true });
    const { stderr } = await python.run("x");
    expect(stderr).toContain("NameError");
    expect(await python.run("1 + 1")).not.toHaveProperty("stateLost");
  });

  test("its caller can end a cell", async () => {
    const stop = new AbortController();
    const running = python.run("x = 3\nwhile True: pass", { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    expect(await running).toMatchObject({ status: "aborted" });
    expect(await python.run("x")).toMatchObject({ value: "3" });
  });

  test("cells that are asked for at once queue", async () => {
    const results = await Promise.all([
      python.run("import time\ntime.sleep(0.1)\nx = 1"),
      python.run("x += 1"),
      python.run("x"),
    ]);
    expect(results[2]).toMatchObject({ value: "2" });
  });

  test("a flood of output is cut and stopped, with the variables kept", async () => {
    const flood = await python.run("x = 1\nwhile True: print('spam' * 100)");
    expect(flood.status).toBe("output-limit");
    expect(flood.stdout.length).toBe(20_000);
    const large = await python.run("print('a' * 10_000_000)");
    expect(large.status).toBe("output-limit");
    expect(await python.run("x")).toMatchObject({ value: "1" });
  });

  test("output that is no text is shown as far as it can be", async () => {
    expect(await python.run("import os\nos.write(1, b'a\\xffb')\nprint('\\ud800')")).toMatchObject({
      stdout: "a\ufffdb\\ud800\n",
    });
  });

  test("what programs print is output, too", async () => {
    const { stdout, stderr } = await python.run(
      "import subprocess\nsubprocess.run('echo out; echo err >&2', shell=True).returncode",
    );
    expect([stdout, stderr]).toEqual(["out\n", "err\n"]);
  });

  test("a MemoryError leaves the interpreter alive", async () => {
    const { stderr } = await python.run("x = 1\na = bytearray(4 * 10**9)");
    expect(stderr).toContain("MemoryError");
    expect(await python.run("x")).toMatchObject({ value: "1" });
  });

  test("a process that ends itself is started again, and that is said once", async () => {
    const killed = await python.run("import os\nos.kill(os.getpid(), 9)");
    expect(killed).toMatchObject({ status: "killed", stateLost: true });
    const parent = await python.run("import os\nos.kill(os.getppid(), 9)");
    expect(parent).toMatchObject({ status: "killed", stateLost: true });
    expect(await python.run("1 + 1")).toEqual(
      expect.not.objectContaining({ stateLost: expect.anything() }),
    );
  });

  test("a process that ends between two cells is reported with the next", async () => {
    await python.run(
      "import os, threading, time\nx = 1\nthreading.Timer(0.05, lambda: os.kill(os.getppid(), 9)).start()",
    );
    await new Promise((resolve) => void setTimeout(resolve, 300));
    expect(await python.run("'x' in globals()")).toMatchObject({ value: "False", stateLost: true });
  });

  test("no reply can be forged by writing to whatever is open", async () => {
    const forged = await python.run(
      [
        "import json, os, struct",
        "body = json.dumps({'code': 0, 'value': 'forged', 'id': 'x', 'stdout': '', 'stderr': ''}).encode()",
        "for descriptor in range(3, 256):",
        "    try:",
        "        os.write(descriptor, struct.pack('>I', len(body)) + body)",
        "    except OSError:",
        "        pass",
        "print('written')",
      ].join("\n"),
    );
    expect(["exited", "killed"]).toContain(forged.status);
    // What lies about in the pipe is not taken for the next cell's result.
    expect((await python.run("'honest'")).value ?? "lost").not.toBe("forged");
    expect(await python.run("40 + 2")).toMatchObject({ value: "42" });
  });

  test("the process that speaks with the harness can't be read or written by cells", async () => {
    const { stdout } = await python.run(
      [
        "import os",
        "parent = os.getppid()",
        "for what in ['mem', 'environ', 'fd']:",
        "    try:",
        "        path = f'/proc/{parent}/{what}'",
        "        os.listdir(path) if what == 'fd' else open(path, 'rb').read(1)",
        "        print(what, 'open')",
        "    except OSError as error:",
        "        print(what, 'closed')",
      ].join("\n"),
    );
    expect(stdout).toBe("mem closed\nenviron closed\nfd closed\n");
  });

  test("files of the workspace are shared with commands", async () => {
    await sandbox.files.write("in.txt", "from outside");
    await python.run("open('out.txt', 'w').write(open('in.txt').read().upper())");
    expect((await sandbox.exec("cat out.txt")).stdout).toBe("FROM OUTSIDE");
  });

  test("a module in the workspace can be imported, and none shadows the driver's", async () => {
    await sandbox.files.write("helper.py", "VALUE = 5");
    await sandbox.files.write("json.py", "raise SystemExit('shadowed')");
    expect(await python.run("import helper\nhelper.VALUE")).toMatchObject({ value: "5" });
    await python.run("import os\nos.kill(os.getppid(), 9)");
    expect(await python.run("1")).toMatchObject({ value: "1" });
  });

  test("equal runs print equal things", async () => {
    const code = "import random\nprint({str(n) for n in range(50)}, hash('a'), random.random())";
    const first = await python.run(code);
    await using other = (await (await provider.create({})).interpreter?.("python")) as Interpreter;
    expect((await other.run(code)).stdout).toBe(first.stdout);
  });

  test("figures are saved and named", async () => {
    // A stand-in with the five functions that are used, so that the test needs no matplotlib.
    await sandbox.files.write("matplotlib/__init__.py", "");
    await sandbox.files.write(
      "matplotlib/pyplot.py",
      [
        "figures = {}",
        "class Figure:",
        "    def savefig(self, path): open(path, 'w').write('PNG')",
        "def figure(number=None):",
        "    number = number or len(figures) + 1",
        "    return figures.setdefault(number, Figure())",
        "def get_fignums(): return sorted(figures)",
        "def close(which): figures.clear()",
      ].join("\n"),
    );
    const drawn = await python.run(
      "import matplotlib.pyplot as plt\n_ = plt.figure(), plt.figure()",
    );
    expect(drawn.stdout).toBe("[figure saved as figure-1.png]\n[figure saved as figure-2.png]\n");
    expect((await python.run("_ = plt.figure()")).stdout).toBe("[figure saved as figure-3.png]\n");
    expect(await sandbox.files.list("")).toContain("figure-3.png");
  });

  test("when the sandbox stops, the interpreter does", async () => {
    await sandbox.stop();
    await expect(python.run("1")).rejects.toThrow(SandboxError);
  });

  test("a disposed interpreter refuses", async () => {
    await python[Symbol.asyncDispose]();
    await expect(python.run("1")).rejects.toThrow("disposed of");
  });
});

test.skipIf(!probe.ok)("many processes at once are stopped, and leave nothing", async () => {
  await using sandbox = await provider.create({ limits: { processes: 20, wallMs: 2_000 } });
  await using python = (await sandbox.interpreter?.("python")) as Interpreter;
  const bomb = await python.run(
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
  );
  expect(bomb.status).not.toBe("exited");
  const left = "import glob\nlen(glob.glob('/proc/[0-9]*')) < 6";
  expect(await python.run(left)).toMatchObject({ value: "True" });
});
