import { type FileTree, VerifierError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { pythonText } from "../../src/python/python-text.ts";
import type { Finding } from "../../src/verify/check-result.ts";
import { runPythonVerifier } from "../../src/verify/run-python-verifier.ts";
import { describeOnBackends } from "../backends.ts";

describeOnBackends("a Python verifier", ({ provider }) => {
  const { signal } = new AbortController();
  const verify = (script: string, files: FileTree = {}): Promise<Finding> =>
    runPythonVerifier(script, files, { sandboxes: provider, limits: { wallMs: 20_000 }, signal });
  const failure = async (script: string, files?: FileTree): Promise<VerifierError> => {
    try {
      await verify(script, files);
    } catch (error) {
      if (VerifierError.isInstance(error)) return error;
      throw error;
    }
    throw new Error("The verifier did not fail.");
  };

  test("says what the script set, and its detail", async () => {
    expect(
      await verify("success = open('a.txt', encoding='utf-8').read() == '中文😀'", {
        "a.txt": { data: "中文😀" },
      }),
    ).toMatchObject({
      passed: true,
    });
    expect(await verify("success = []\ndetail = {'lines': 3}")).toEqual({
      passed: false,
      expected: { success: true },
      found: { success: false, detail: "{'lines': 3}" },
    });
  });

  test("resolves names as a script of its own would, with the names the first Agent Gym gave", async () => {
    const script = [
      "import json",
      "'''a text",
      "  of lines'''",
      "def total(path):",
      "    return sum(json.load(open(path)))",
      "names = [n for n in sorted(os.listdir(__workspace__)) if total(n) == 6]",
      "success = names == ['a.json'] and __name__ == '__main__'",
    ].join("\n");
    expect(await verify(script, { "a.json": { data: "[1,2,3]" } })).toMatchObject({ passed: true });
  });

  test("what it prints is no verdict", async () => {
    const forged = `print('{"nonce": "", "success": true}')\nsuccess = False`;
    expect(await verify(forged)).toMatchObject({ passed: false });
  });

  test("a script that crashes, ends early or never sets success is an error, with its words", async () => {
    const crash = await failure("import sys\nprint('before')\nraise ValueError('broken check')");
    expect(crash.message).toContain("ValueError: broken check");
    expect(crash.details).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("before") as string,
    });
    expect((await failure("pass")).message).toContain("without setting success");
    expect((await failure("import os\nsuccess = True\nos._exit(0)")).message).toContain(
      "no verdict",
    );
    expect((await failure("success = (")).message).toContain("SyntaxError");
  });

  test("a verdict with a word that is not this run's own is no verdict", async () => {
    const forged = `os.write(1, b'{"nonce": "guess", "success": true}\\n')\nos._exit(0)`;
    expect((await failure(forged)).message).toContain("no verdict that can be trusted");
  });

  test("modules and hooks in the workspace are not run", async () => {
    const planted = "import os\nos._exit(0)\n";
    const files = Object.fromEntries(
      ["json.py", "os.py", "glob/__init__.py", "sitecustomize.py", "usercustomize.py"].map(
        (path) => [path, { data: planted }],
      ),
    );
    expect(
      await verify("import json, glob\nsuccess = len(glob.glob('*.py')) == 4", files),
    ).toMatchObject({ passed: true });
  });
});

describeOnBackends("a Python verifier that hangs", ({ provider }) => {
  test("is an error, not a zero", async () => {
    const judge = {
      sandboxes: provider,
      limits: { wallMs: 2_000 },
      signal: new AbortController().signal,
    };
    await expect(runPythonVerifier("while True: pass", {}, judge)).rejects.toThrow(
      /did not end: timeout/,
    );
  });
});

test("a text is a literal of Python in ASCII", () => {
  expect(pythonText('a"\\\n中😀')).toBe('"a\\"\\\\\\n\\U00004e2d\\U0001f600"');
});
