import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { PyodideChild } from "../../src/pyodide/pyodide-child.ts";

const limits = { memoryBytes: 2 ** 28, diskBytes: 2 ** 20, fileBytes: 2 ** 20 };

test.each([{ makesSnapshot: false }, { makesSnapshot: true }])(
  "a Python that never starts is given up, and its process is gone (%o)",
  async ({ makesSnapshot }) => {
    const packageFolder = await realpath(await mkdtemp(join(tmpdir(), "pyodide-child-")));
    onTestFinished(() => rm(packageFolder, { recursive: true }));
    const endless =
      "export const loadPyodide = () => new Promise(() => setInterval(() => {}, 1000));";
    await writeFile(join(packageFolder, "pyodide.mjs"), endless);
    const child = new PyodideChild({ packageFolder, makesSnapshot, ...limits }, { startMs: 500 });
    const started = makesSnapshot ? child.ask(undefined) : child.ready();
    await expect(started).rejects.toThrow("it did not start within 500 ms");
    await child.end();
    expect(child.failure?.message).toContain("it did not start within 500 ms");
  },
);
