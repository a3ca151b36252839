import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { lockRun } from "../../src/record/run-lock.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function withHolder(holder: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "run.lock"), holder);
  return folder;
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

test("one process has a run at a time, until it gives it back", async () => {
  const folder = await temporaryFolder();
  const lock = await lockRun(folder);
  await expect(lockRun(folder)).rejects.toThrow(`is being written by process ${process.pid} on`);
  await lock[Symbol.asyncDispose]();
  expect(await readdir(folder)).toEqual([]);
  await (await lockRun(folder))[Symbol.asyncDispose]();
});

test("of many that want a run at once, one gets it", async () => {
  const folder = await withHolder(
    JSON.stringify({ token: "x", pid: await endedProcess(), host: hostname() }),
  );
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockRun(folder)));
  const got = results.filter(({ status }) => status === "fulfilled");
  expect(got).toHaveLength(1);
});

test("a dead process holds nothing, nor does one that took over its number", async () => {
  const dead = { token: "x", pid: await endedProcess(), host: hostname() };
  await using first = await lockRun(await withHolder(JSON.stringify(dead)));
  expect(first).toBeDefined();
  const recycled = { ...dead, pid: process.pid, started: "an earlier start:1" };
  if (process.platform === "linux") {
    await using second = await lockRun(await withHolder(JSON.stringify(recycled)));
    expect(second).toBeDefined();
  }
});

test("a process of another machine is believed to live", async () => {
  const other = { token: "x", pid: 1, host: "another-machine" };
  const folder = await withHolder(JSON.stringify(other));
  await expect(lockRun(folder)).rejects.toThrow("process 1 on another-machine");
  expect(JSON.parse(await readFile(join(folder, "run.lock"), "utf8"))).toEqual(other);
});

test("a lock that was never written, and a takeover that never ended, hold for a while only", async () => {
  const folder = await withHolder("");
  const takeover = join(folder, "run.lock.takeover");
  await mkdir(takeover);
  const old = new Date(Date.now() - 60_000);
  await utimes(join(folder, "run.lock"), old, old);
  await utimes(takeover, old, old);
  await using lock = await lockRun(folder);
  expect(lock).toBeDefined();
});
