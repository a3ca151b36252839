import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";

import type { JsonObject } from "@agent-gym/core";
import { stringify } from "csv-stringify/sync";
import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";

import { findTaskFiles, loadTaskFiles, type TaskFileOptions } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A folder of files, and what is loaded from it. */
async function folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<{
  readonly cwd: string;
  readonly load: (
    patterns: readonly string[],
    options?: TaskFileOptions,
  ) => Promise<readonly JsonObject[]>;
}> {
  const cwd = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(cwd, name, ".."), { recursive: true });
    await writeFile(join(cwd, name), content);
  }
  return { cwd, load: (patterns, options) => loadTaskFiles(patterns, { cwd, ...options }) };
}

const numbered = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, n) => ({ n })));

describe("files", () => {
  test("are JSON, JSON Lines, CSV and TSV, by their names", async () => {
    const { load } = await folder({
      "a.json": '[{"q": 1}]',
      "b.jsonl": '{"q": 2}\n{"q": 3}\n',
      "c.csv": '\ufeffq,note\r\n4,"a, ""b""\nc"\r\n\r\n5,\r\n',
      "d.TSV": "q\tnote\n6\tx,y\n",
    });
    expect(await load(["a.json", "b.jsonl", "c.csv", "d.TSV"])).toEqual([
      { q: 1 },
      { q: 2 },
      { q: 3 },
      { q: "4", note: 'a, "b"\nc' },
      { q: "5" },
      { q: "6", note: "x,y" },
    ]);
  });

  test("are named by globs, sorted, each once, and by names that only look like globs", async () => {
    const { cwd } = await folder({
      "b.json": "{}",
      "a.json": "{}",
      "deep/c.json": "{}",
      "[a].json": "{}",
      "x.json/inner": "",
    });
    const found = (patterns: readonly string[]): Promise<readonly string[]> =>
      findTaskFiles(patterns, { cwd });
    expect(await found(["b.json", "*.json", "./a.json"])).toEqual(["b.json", "[a].json", "a.json"]);
    expect(await found(["**/c.json"])).toEqual([join("deep", "c.json")]);
    expect(await found(["[a].json"])).toEqual(["[a].json"]);
    expect(await found([join(cwd, "a.json")])).toEqual([join(cwd, "a.json")]);
  });

  test.each([
    ["missing.json", "Can't read the tasks of missing.json: there is no such file."],
    ["*.xlsx", "Can't read the tasks of *.xlsx: there is no such file."],
    ["folder", "it is a folder"],
    ["broken.json", "Can't read the tasks of broken.json: it is not JSON at line 1"],
    ["ragged.csv", /Can't read the tasks of ragged\.csv: .*line 3/],
    ["unclosed.csv", /Can't read the tasks of unclosed\.csv: /],
    ["twice.csv", 'Can\'t read the tasks of twice.csv: two columns are called "a".'],
    ["header.csv", "There is no task in header.csv."],
    ["fake.parquet", "Can't read the tasks of fake.parquet: "],
  ])("that can't be read are named with what is wrong: %s", async (name, message) => {
    const { load } = await folder({
      "folder/inner.json": "{}",
      "broken.json": "[{]",
      "ragged.csv": "a,b\n1,2\n3\n",
      "unclosed.csv": 'a,b\n1,"2\n',
      "twice.csv": "a,a\n1,2\n",
      "header.csv": "a,b\n",
      "fake.parquet": "PAR1 but no more of it",
    });
    await expect(load([name])).rejects.toThrow(message);
    await expect(load([name])).rejects.toMatchObject({ code: expect.stringMatching(/task/) });
  });
});

describe("a table", () => {
  test("gives back what was written into it", async () => {
    const cell = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== "");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const { load } = await folder({ "t.csv": stringify([["a", "b"], ...rows]) });
        expect(await load(["t.csv"])).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 50 },
    );
  });

  test("is read as the task's schema wants it", async () => {
    const { load } = await folder({
      "t.csv": 'n,tags,zip,maybe,other,bad,,from\n7,"[""x""]",007,null,8,seven,index,9\n',
    });
    const schema: JsonObject = {
      $defs: { count: { type: "integer" } },
      type: "object",
      properties: {
        n: { $ref: "#/$defs/count" },
        tags: { type: "array", items: { type: "string" } },
        zip: { type: "string" },
        maybe: { type: ["integer", "null"] },
        bad: { type: "integer" },
        to: { type: "number" },
      },
    };
    expect(await load(["t.csv"], { schema, fields: { to: "from" } })).toEqual([
      { n: 7, tags: ["x"], zip: "007", maybe: null, other: "8", bad: "seven", to: 9 },
    ]);
  });

  test("is read no further than it must be", async () => {
    const { load } = await folder({ "t.csv": "a\n1\n2\n3,4\n" });
    expect(await load(["t.csv"], { limit: 1 })).toEqual([{ a: "1" }]);
    await expect(load(["t.csv"])).rejects.toThrow("line 4");
  });
});

describe("Parquet", () => {
  const columns = [
    { name: "question", data: ["a", "b", null], type: "STRING" as const },
    { name: "level", data: [1n, 2n ** 60n, 3n], type: "INT64" as const },
    { name: "at", data: [new Date(0), new Date(1_000), null], type: "TIMESTAMP" as const },
    { name: "share", data: [0.5, Number.NaN, 2], type: "DOUBLE" as const },
    { name: "extra", data: [{ x: 1, y: null }, { y: [true, null] }, {}], type: "JSON" as const },
  ];
  const rows = [
    { question: "a", level: 1, at: "1970-01-01T00:00:00.000Z", share: 0.5, extra: { x: 1 } },
    {
      question: "b",
      level: "1152921504606846976",
      at: "1970-01-01T00:00:01.000Z",
      share: null,
      extra: { y: [true, null] },
    },
    { level: 3, share: 2, extra: {} },
  ];

  test("is read, without what is null, group by group", async () => {
    const data = parquetWriteBuffer({ columnData: columns, rowGroupSize: 2 });
    const { load } = await folder({ "t.parquet": new Uint8Array(data) });
    expect(await load(["t.parquet"])).toEqual(rows);
    expect(await load(["t.parquet"], { limit: 2 })).toEqual(rows.slice(0, 2));
  });

  test.each(["GZIP", "ZSTD", "BROTLI", "SNAPPY"] as const)(
    "is read, compressed by %s",
    async (codec) => {
      const data = parquetWriteBuffer({
        columnData: columns,
        codec,
        compressors: {
          BROTLI: (input) => brotliCompressSync(input),
          GZIP: (input) => gzipSync(input),
          ZSTD: (input) => zstdCompressSync(input),
        },
      });
      const { load } = await folder({ "t.parquet": new Uint8Array(data) });
      expect(await load(["t.parquet"])).toEqual(rows);
    },
  );
});

describe("tasks", () => {
  test("have their columns renamed, all at once", async () => {
    const { load } = await folder({
      "t.json": '[{"problem": "p", "answer": "a", "id": 1}, {"id": 2}]',
    });
    expect(await load(["t.json"], { fields: { question: "problem" } })).toEqual([
      { answer: "a", id: 1, question: "p" },
      { id: 2 },
    ]);
    expect(await load(["t.json"], { fields: { problem: "answer", answer: "problem" } })).toEqual([
      { id: 1, problem: "a", answer: "p" },
      { id: 2 },
    ]);
    await expect(load(["t.json"], { fields: { question: "prompt" } })).rejects.toThrow(
      'No task has a column "prompt" that a field could come from: there are "problem", "answer", "id".',
    );
  });

  test("are those of a split", async () => {
    const { load } = await folder({
      "t.json": '[{"n": 1, "split": "train"}, {"n": 2, "split": "test"}, {"n": 3}]',
      "u.json": '{"n": 4}',
    });
    expect(await load(["t.json"], { split: "test" })).toEqual([{ n: 2, split: "test" }]);
    await expect(load(["t.json"], { split: "dev" })).rejects.toThrow(
      'No task of t.json is in the split "dev": there are train, test.',
    );
    await expect(load(["u.json"], { split: "dev" })).rejects.toThrow("no task names one");
  });

  test("are shuffled by a seed before the first are taken", async () => {
    const { load } = await folder({ "a.json": numbered(50), "b.json": numbered(50) });
    const shuffled = await load(["a.json", "b.json"], { shuffle: 7 });
    expect(shuffled).toHaveLength(100);
    expect(await load(["a.json", "b.json"], { shuffle: 7, limit: 10 })).toEqual(
      shuffled.slice(0, 10),
    );
    expect(await load(["a.json", "b.json"], { shuffle: 8 })).not.toEqual(shuffled);
    expect(await load(["a.json", "b.json"], { limit: 60 })).toHaveLength(60);
  });

  test("are not read on when that is aborted", async () => {
    const { load } = await folder({ "a.json": numbered(5) });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(load(["a.json"], { signal })).rejects.toThrow("enough");
  });
});
