import { EventEmitter } from "node:events";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { expect, test } from "vitest";

import { Collector, runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const task = { question: "What is 3 + 4?", answer: "\\boxed{7}", solution: "print(3 + 4)" };

/** Serves until it is told to end. */
async function serve(): Promise<{
  readonly url: string;
  readonly end: () => Promise<{ readonly code: number; readonly stderr: string }>;
}> {
  const [signals, stdout] = [new EventEmitter(), new Collector()];
  const ended = runMain(["sandbox-fusion", "--port", "0"], {
    cwd: await temporaryFolder(),
    signals,
    stdout,
  });
  const url = await expect
    .poll(() => /http:\/\/\S+(?=,)/.exec(stdout.text)?.[0], { timeout: 60_000 })
    .toBeTypeOf("string")
    .then(() => /http:\/\/\S+(?=,)/.exec(stdout.text)?.[0] ?? "");
  return {
    url,
    end: async () => {
      signals.emit("SIGINT");
      return await ended;
    },
  };
}

test("tasks are proved on a server of our own, which ends when it is interrupted", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "tasks.json"), JSON.stringify([task]));
  const server = await serve();
  const result = await runMain(
    ["validate", "python", "--data-file", "tasks.json", "--sandbox-url", server.url],
    { cwd },
  );
  expect(result.stdout + result.stderr).toContain("sandbox-fusion");
  expect(result.stdout).toContain("1 of 1 task proved");
  expect(result.code).toBe(0);
  expect(await server.end()).toMatchObject({ code: 0, stderr: "" });
}, 240_000);

test("a server that is not there, and a port that is taken, are told in one line", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "tasks.json"), JSON.stringify([task]));
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const taken = await runMain(["sandbox-fusion", "--port", String(port)], { cwd });
  expect(taken.code).toBe(1);
  expect(taken.stderr.trim()).toMatch(/^agent-gym: Can't listen on .*EADDRINUSE.*--port\.$/);
  await new Promise((resolve) => void other.close(resolve));
  const url = `http://127.0.0.1:${port}`;
  const down = await runMain(
    ["validate", "python", "--data-file", "tasks.json", "--sandbox-url", url],
    { cwd },
  );
  expect(down.code).toBe(1);
  expect(down.stderr.trim().split("\n")).toHaveLength(1);
  expect(down.stderr).toContain("start the server, or give another URL");
}, 60_000);
