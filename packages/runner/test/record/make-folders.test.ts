import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { makeFolders } from "../../src/record/make-folders.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "agent-gym-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("all missing folders are made, and those that are there stay", async () => {
  const path = join(folder, "a", "b", "c");
  await makeFolders(path);
  await makeFolders(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test("a file in the way is an error", async () => {
  await writeFile(join(folder, "a"), "");
  await expect(makeFolders(join(folder, "a"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolders(join(folder, "a", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(!existsSync("/proc/self"))(
  "where no folder can be made, the answer comes",
  async () => {
    await expect(makeFolders("/proc/no-such-place/runs")).rejects.toMatchObject({ code: "ENOENT" });
  },
);
