import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, expect, test } from "vitest";

import { createVirtualProvider } from "../../src/virtual/index.ts";

const provider = createVirtualProvider({ spareWorkers: 1 });
afterAll(async () => await provider.dispose?.());

/** It never yields: only the end of its thread ends it. */
const hang = `echo ${"a".repeat(60)} | grep -E '^(a+)+b'`;
const name = "a".repeat(60);

test("after its thread was killed, files are as the last command left them", async () => {
  await using sandbox = await provider.create({
    files: { [name]: { data: "" }, kept: { data: "given", mode: 0o755 }, l: { link: "kept" } },
  });
  await sandbox.exec("echo more >> kept; mkdir -p d/e; echo x > /tmp/t");
  const killed = await sandbox.exec(`echo lost > lost; ${hang}`, { limits: { wallMs: 500 } });
  expect(killed).toMatchObject({ status: "timeout", exitCode: null, stateLost: true });
  expect(killed.detail).toBe("it ran for more than 500 ms");
  const after = await sandbox.exec("cat l; ls -F; cat /tmp/t; stat -c %a kept");
  expect(after.stdout).toBe(`givenmore\n${name}\nd/\nkept*\nl@\nx\n755\n`);
});

test("a script that stops by itself at its deadline keeps its files", async () => {
  await using sandbox = await provider.create({ limits: { wallMs: 500 } });
  const late = await sandbox.exec("echo done > f; sleep 60");
  expect(late).toMatchObject({ status: "timeout", exitCode: null });
  expect((await sandbox.exec("cat f")).stdout).toBe("done\n");
});

test("options, functions, directories and masks don't last from one command to the next", async () => {
  await using sandbox = await provider.create({});
  await sandbox.exec(
    "shopt -s nullglob; set -e; f() { echo f; }; umask 077; cd /tmp; trap 'echo t' EXIT",
  );
  const result = await sandbox.exec(
    "echo *.none; false; f 2>/dev/null; pwd; touch x; stat -c %a x",
  );
  expect(result.stdout).toBe("*.none\n/work\n644\n");
});

test(
  "a thread whose heap is full is an `oom` of that command alone",
  { timeout: 60_000 },
  async () => {
    await using sandbox = await provider.create({
      limits: { memoryBytes: 64 * 1024 * 1024, wallMs: 30_000 },
    });
    const greedy = await sandbox.exec(
      "awk 'BEGIN { while (1) a[n++] = n \"some text that takes room\" n }'",
    );
    expect(greedy.status).toBe("oom");
    expect((await sandbox.exec("echo alive")).stdout).toBe("alive\n");
  },
);

test("a harness that is done ends, though threads are waiting", async () => {
  const url = new URL("../../src/virtual/index.ts", import.meta.url).href;
  const code = `import { createVirtualProvider } from ${JSON.stringify(url)};
    const sandbox = await createVirtualProvider().create({});
    console.log((await sandbox.exec("echo hi")).stdout);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    code,
  ]);
  expect(stdout).toBe("hi\n\n");
});

test("without just-bash it says what to install", async () => {
  const hide = `import { registerHooks } from "node:module";
    registerHooks({ resolve(specifier, context, next) {
      if (specifier === "just-bash") throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(specifier, context);
    } });`;
  const url = new URL("../../src/virtual/index.ts", import.meta.url).href;
  const code = `import { createVirtualProvider } from ${JSON.stringify(url)};
    const provider = createVirtualProvider();
    console.log(JSON.stringify(await provider.probe()));
    await provider.create({}).catch((error) => console.log(error.code, error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--import=data:text/javascript,${encodeURIComponent(hide)}`,
    "--input-type=module",
    "-e",
    code,
  ]);
  expect(stdout).toContain('"fix":"npm i just-bash"');
  expect(stdout).toContain(
    "missing-package No virtual sandbox: just-bash is not installed; npm i just-bash",
  );
});
