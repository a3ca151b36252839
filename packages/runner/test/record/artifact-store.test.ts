import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { RecordError } from "../../src/index.ts";
import { artifactStore, readArtifact } from "../../src/record/artifact-store.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("content is kept once, small, and comes back whole", async () => {
  const folder = await temporaryFolder();
  const { store } = artifactStore(folder);
  const text = new TextEncoder().encode("the same line\n".repeat(10_000));
  const digests = await Promise.all([store(text), store(text), store(new Uint8Array())]);
  expect(digests[0]).toBe(createHash("sha256").update(text).digest("hex"));
  expect(digests[1]).toBe(digests[0]);
  expect(await readdir(folder)).toHaveLength(2);
  expect(new Uint8Array(await readArtifact(folder, digests[0] ?? ""))).toEqual(text);
  expect(await readArtifact(folder, digests[2] ?? "")).toHaveLength(0);
  await artifactStore(folder).store(text);
  expect(await readdir(folder)).toHaveLength(2);
});

test("content that was changed or is gone is told", async () => {
  const folder = await temporaryFolder();
  const digest = await artifactStore(folder).store(new Uint8Array([1, 2, 3]));
  await writeFile(join(folder, digest), gzipSync("something else"));
  await expect(readArtifact(folder, digest)).rejects.toThrow("the file was changed");
  await expect(readArtifact(folder, "0".repeat(64))).rejects.toThrow("there is no such file");
});

test("content that can't be kept is an error of the record", async () => {
  const folder = join(await temporaryFolder(), "gone");
  const error: unknown = await artifactStore(folder)
    .store(new Uint8Array([1]))
    .catch((thrown: unknown) => thrown);
  expect(RecordError.isInstance(error)).toBe(true);
  await mkdir(folder);
  await expect(artifactStore(folder).store(new Uint8Array([1]))).resolves.toHaveLength(64);
});
