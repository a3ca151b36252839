import { existsSync } from "node:fs";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { RecordError } from "../../src/index.ts";
import { openEpisodeWriter, writeWhole } from "../../src/record/episode-writer.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("every event is in the file at once, numbered and timed", async () => {
  const path = join(await temporaryFolder(), "episode.jsonl");
  const writer = openEpisodeWriter(path);
  const before = Date.now();
  for (const kind of ["a", "b 你好 \ud800", "c"]) {
    const written = writer.write({ type: "note", kind, data: {} });
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual(written);
    expect(written.i).toBe(lines.length - 1);
    expect(Math.abs(written.t - before)).toBeLessThan(60_000);
  }
  await writer.close();
  await writer.close();
  expect(() => writer.write({ type: "note", kind: "d", data: {} })).toThrow(RecordError);
});

test("an event that is no JSON is refused, and the file stays whole", async () => {
  const path = join(await temporaryFolder(), "episode.jsonl");
  const writer = openEpisodeWriter(path);
  const data = { count: 1n as unknown as number };
  expect(() => writer.write({ type: "note", kind: "a", data })).toThrow(TypeError);
  expect(writer.write({ type: "note", kind: "b", data: {} }).i).toBe(0);
  await writer.close();
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(2);
});

test("an episode's file is never written twice", async () => {
  const path = join(await temporaryFolder(), "episode.jsonl");
  await openEpisodeWriter(path).close();
  expect(() => openEpisodeWriter(path)).toThrow(/^Can't write .*episode\.jsonl/);
});

test.skipIf(!existsSync("/dev/full"))("a full disk is told in words", () => {
  const descriptor = openSync("/dev/full", "w");
  try {
    expect(() => writeWhole(descriptor, "x")).toThrow("ENOSPC");
    const cause: unknown = (() => {
      try {
        return writeWhole(descriptor, "x");
      } catch (error) {
        return error;
      }
    })();
    expect(RecordError.writing("runs/x", cause).message).toBe(
      "Can't write runs/x: the disk is full.",
    );
  } finally {
    closeSync(descriptor);
  }
});
