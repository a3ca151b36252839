import { once } from "node:events";
import { createServer } from "node:net";

import type { Interpreter, Sandbox } from "@agent-gym/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createPyodideProvider } from "../../src/pyodide/index.ts";

const provider = createPyodideProvider({ spareProcesses: 1 });
const probe = await provider.probe();
const why = probe.ok ? "" : ` (skipped: ${probe.reason})`;

/** A probe fails when it prints nothing of the host: it raises, or ends with its process. */
const probes: Readonly<Record<string, string>> = {
  "os.system runs no program":
    "import os\nprint('LEAK' if os.system('echo x > /dev/null') == 0 else 'held')",
  "os.popen runs no program": "import os\nprint('LEAK', os.popen('id').read())",
  "subprocess runs no program":
    "import subprocess\nprint('LEAK', subprocess.run(['id'], capture_output=True))",
  "os.fork makes no process": "import os\nprint('LEAK', os.fork())",
  "os.execv replaces no process": "import os\nos.execv('/bin/true', ['true'])\nprint('LEAK')",
  "the module js is empty": "import js\nprint('LEAK' if list(js.object_keys()) else 'held')",
  "the module js has no process": "import js\nprint('LEAK', js.process.version)",
  "the module js has no fetch": "import js\nprint('LEAK', js.fetch)",
  "run_js evaluates nothing": "from pyodide.code import run_js\nprint('LEAK', run_js('1 + 1'))",
  "the Function constructor makes no function":
    "import pyodide_js\nprint('LEAK', pyodide_js.constructor.constructor('return 1')())",
  "an object's constructor leads to no process":
    "import pyodide_js\nprint('LEAK', pyodide_js.FS.constructor.constructor('return process')())",
  "an async function's constructor makes none":
    "import pyodide_js\nprint('LEAK', pyodide_js.loadPackage.constructor('return 1')())",
  "emscripten_run_script_string evaluates nothing":
    "import ctypes\nf = ctypes.CDLL(None).emscripten_run_script_string\nf.restype = ctypes.c_char_p\nprint('LEAK', f(b'1 + 1'))",
  "emscripten_run_script evaluates nothing":
    "import ctypes\nctypes.CDLL(None).emscripten_run_script(b'1 + 1')\nprint('LEAK')",
  "system of the C library runs no program":
    "import ctypes\nprint('LEAK' if ctypes.CDLL(None).system(b'true') == 0 else 'held')",
  "mountNodeFS shows no folder of the host":
    "import os, pyodide_js\npyodide_js.mountNodeFS('/h', '/')\nprint('LEAK', os.listdir('/h'))",
  "mountNodeFS shows not even Pyodide's own folder":
    "import os, pyodide_js\npyodide_js.mountNodeFS('/h', pyodide_js._api.config.indexURL.replace('file://', ''))\nprint('LEAK', os.listdir('/h'))",
  "NODEFS can't be mounted":
    "import pyodide_js\nfs = pyodide_js.FS\nfs.mkdir('/n')\nfs.mount(fs.filesystems.NODEFS, {'root': '/'}, '/n')\nprint('LEAK')",
  "the host's files are not there": "print('LEAK', open('/etc/passwd').read())",
  "the host's processes are not there": "print('LEAK', open('/proc/self/environ').read())",
  "a link leads to no file of the host":
    "import os\nos.symlink('/etc/passwd', 'x')\nprint('LEAK', open('x').read())",
  "no descriptor of the host is open":
    "import os\nopen_ones = []\nfor n in range(3, 30):\n    try: os.fstat(n); open_ones.append(n)\n    except OSError: pass\nprint('LEAK' if open_ones else 'held', open_ones)",
  "the environment holds nothing of the host":
    "import os\nprint('LEAK' if {'PATH', 'USER'} & {k for k in os.environ if os.environ[k] not in ('',)} else 'held')",
  "signals reach no process": "import os\nos.kill(1, 0)\nprint('LEAK')",
};

describe.skipIf(!probe.ok)(`escapes from the Pyodide sandbox${why}`, () => {
  let sandbox: Sandbox;
  let python: Interpreter;

  beforeAll(async () => {
    sandbox = await provider.create({ limits: { wallMs: 8_000 } });
    python = (await sandbox.interpreter?.("python")) as Interpreter;
  }, 120_000);
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    await provider.dispose?.();
  });

  for (const [name, code] of Object.entries(probes)) {
    test(name, async () => {
      const result = await python.run(code);
      expect(result.stdout, JSON.stringify(result)).not.toContain("LEAK");
      // It was Python, or its process, that refused; and Python is there again at once.
      expect(["exited", "killed", "timeout"]).toContain(result.status);
      expect(await python.run("40 + 2")).toMatchObject({ value: "42" });
    });
  }

  test("no connection is made, not even to this machine", async () => {
    let connections = 0;
    const server = createServer(() => void (connections += 1)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    const attempts = [
      `import socket\nsocket.create_connection(('127.0.0.1', ${port}), 2)\nprint('LEAK')`,
      `import urllib.request\nprint('LEAK', urllib.request.urlopen('http://127.0.0.1:${port}/', timeout=2))`,
      `from pyodide.http import open_url\nprint('LEAK', open_url('http://127.0.0.1:${port}/'))`,
      `from pyodide.http import pyfetch\nimport asyncio\nasyncio.get_event_loop().run_until_complete(pyfetch('http://127.0.0.1:${port}/'))\nprint('tried')`,
      `import pyodide_js\npyodide_js.loadPackage('http://127.0.0.1:${port}/x.whl')\nprint('tried')`,
    ];
    for (const code of attempts) expect((await python.run(code)).stdout).not.toContain("LEAK");
    await new Promise((resolve) => void setTimeout(resolve, 300));
    expect(connections).toBe(0);
    server.close();
  });

  test("a heap grows no further than it may", async () => {
    await using small = await provider.create({ limits: { memoryBytes: 128 * 1024 * 1024 } });
    await using heap = (await small.interpreter?.("python")) as Interpreter;
    const { stderr } = await heap.run("x = 1\ndata = bytearray(200 * 2**20)");
    expect(stderr).toContain("MemoryError");
    expect(await heap.run("x")).toMatchObject({ value: "1" });
  }, 120_000);

  test("files take no more than their budget, whose memory is not Python's", async () => {
    await using small = await provider.create({
      limits: { diskBytes: 16 * 1024 * 1024, fileBytes: 8 * 1024 * 1024 },
    });
    await using disk = (await small.interpreter?.("python")) as Interpreter;
    const large = await disk.run("open('a', 'wb').truncate(2**30)");
    expect(large.stderr).toContain("File too large");
    const many = await disk.run("for n in range(40): open(str(n), 'wb').write(b'x' * 2**20)");
    expect(many.stderr).toContain("No space left on device");
    // What is deleted can be used again.
    const again = await disk.run(
      "import os\nfor name in os.listdir(): os.remove(name)\nopen('b', 'wb').write(b'x' * 2**22)",
    );
    expect(again).toMatchObject({ status: "exited", exitCode: 0 });
  }, 120_000);

  test("what lies outside of every budget is noticed by the harness", async () => {
    const flood = await python.run("n = 0\nwhile True:\n    open(str(n), 'w').close()\n    n += 1");
    expect(["oom", "timeout"]).toContain(flood.status);
    expect(await python.run("1")).toMatchObject({ value: "1" });
  }, 60_000);

  test("two sandboxes share nothing", async () => {
    await using other = await provider.create({});
    await using neighbour = (await other.interpreter?.("python")) as Interpreter;
    await neighbour.run(
      "import builtins\nbuiltins.secret = 1\nopen('/tmp/secret', 'w').write('1')",
    );
    expect(
      await python.run("import os\n'secret' in dir(__builtins__) or os.path.exists('/tmp/secret')"),
    ).toMatchObject({
      value: "False",
    });
  }, 120_000);
});
