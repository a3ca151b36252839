import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { UsageError } from "@agent-gym/core";
import { afterEach, beforeEach, expect, test } from "vitest";

import { lockFile } from "../../src/files/file-lock.ts";

// Above the highest process id that Linux gives.
const nobody = 2 ** 22 + 1;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  file = join(folder, "file");
});
afterEach(() => rm(folder, { recursive: true }));

/** How many of so many writers at once get the lock. */
async function winners(count: number): Promise<number> {
  const tries = await Promise.allSettled(Array.from({ length: count }, () => lockFile(file)));
  for (const one of tries) {
    if (one.status === "rejected") expect(one.reason).toSatisfy(UsageError.isInstance);
    else await one.value[Symbol.asyncDispose]();
  }
  return tries.filter(({ status }) => status === "fulfilled").length;
}

test("one writer at a time, one after another", async () => {
  expect(await winners(8)).toBe(1);
  expect(await winners(8)).toBe(1);
});

test("of many that find the lock of a dead process, one takes it over", async () => {
  const dead = { token: "x", pid: nobody, host: hostname() };
  await writeFile(`${file}.lock`, JSON.stringify(dead));
  expect(await winners(8)).toBe(1);
});

test("a process id that is in use again does not hold the lock of the one before", async () => {
  const before = { token: "x", pid: process.pid, host: hostname(), since: "1" };
  await writeFile(`${file}.lock`, JSON.stringify(before));
  // Where the system does not tell when a process began, the lock holds.
  expect(await winners(1)).toBe(process.platform === "linux" ? 1 : 0);
});

test("a lock that was left empty long ago does not hold", async () => {
  await writeFile(`${file}.lock`, "");
  const then = new Date(Date.now() - 60_000);
  await utimes(`${file}.lock`, then, then);
  expect(await winners(4)).toBe(1);
});

test("the lock of another machine holds", async () => {
  const other = { token: "x", pid: nobody, host: "elsewhere.invalid" };
  await writeFile(`${file}.lock`, JSON.stringify(other));
  await expect(lockFile(file)).rejects.toThrow("on elsewhere.invalid");
});
