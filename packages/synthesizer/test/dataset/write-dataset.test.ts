import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { HermesAgent } from "@agent-gym/agents";
import { type JsonObject, oracleAgent } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { openRun, run, type RunOptions, type RunRecord } from "@agent-gym/runner";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";

import { jsonLinesSink } from "../../src/dataset/json-lines-sink.ts";
import { parquetSink } from "../../src/dataset/parquet-sink.ts";
import {
  builtInFormats,
  type DatasetOptions,
  exactDuplicatesStage,
  keepStage,
  openaiFormat,
  passRatesOf,
  readManifest,
  rejected,
  rowStage,
  splitOf,
  standardStages,
  verifiedStage,
  writeDataset,
} from "../../src/index.ts";
import { countingTasks, countingTeacher } from "../counting-teacher.ts";
import { readLines } from "../read-lines.ts";
import { plainTemplate } from "../templates.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function countingRun(folder: string, options: Partial<RunOptions> = {}): Promise<RunRecord> {
  const teacher = countingTeacher();
  const { folder: played } = await run({
    definition: counterEnvironment,
    tasks: await countingTasks(8),
    agent: HermesAgent({ language: "en" }),
    model: () => teacher,
    modelIdentity: { model: teacher.id },
    logDir: join(folder, "runs"),
    ...options,
  });
  return openRun(played);
}

async function dataset(
  options: Partial<DatasetOptions> & { readonly record?: RunRecord } = {},
): Promise<{ readonly folder: string; readonly result: Awaited<ReturnType<typeof writeDataset>> }> {
  const folder = await temporaryFolder();
  const { record = await countingRun(folder), ...rest } = options;
  const outputDir = join(folder, "data");
  return { folder: outputDir, result: await writeDataset({ runs: [record], outputDir, ...rest }) };
}

async function parquet(path: string): Promise<readonly JsonObject[]> {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path) })) as JsonObject[];
}

describe("a dataset's folder", () => {
  test("has data, what was turned down, where all comes from, a manifest and a card", async () => {
    const { folder, result } = await dataset({ license: "CC-BY-4.0", name: "Counting" });
    expect((await readdir(folder)).toSorted()).toEqual([
      "README.md",
      "manifest.json",
      "provenance.jsonl",
      "rejected.jsonl",
      "train.jsonl",
    ]);
    expect(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"))).toEqual(
      JSON.parse(JSON.stringify(result.manifest)),
    );
    expect(result.manifest).toMatchObject({
      format: "agent-gym-dataset/1",
      rowFormat: "hermes",
      counts: {
        tasks: 8,
        attempts: 8,
        missing: 0,
        kept: 6,
        rejected: 2,
        written: 6,
        unwritable: 0,
      },
      stages: [
        { stage: "held-out", in: 8, out: 8 },
        { stage: "verified", in: 8, out: 6, reasons: { failed: 2 } },
      ],
      statistics: {
        tokens: { estimated: true, count: 6 },
        turns: { count: 6, least: 2, most: 2 },
        tools: { add: 6 },
        licenses: { MIT: 6 },
      },
    });
    expect(result.manifest.tasks).toHaveLength(6);
    const card = await readFile(join(folder, "README.md"), "utf8");
    expect(card).toMatch(
      /^---\nlicense: "cc-by-4.0"\npretty_name: "Counting"\nlanguage:\n {2}- "en"\n/,
    );
    expect(card).toContain("size_categories:\n  - n<1K");
    expect(card).toContain('      - split: train\n        path: "train.jsonl"');
    expect(card).toContain("No benchmark was given to compare with.");
    expect(card).toContain(
      "| verified | keeps what the environment judged a success | 8 | 6 | 0 | failed 2 |",
    );
  });

  test("names a licence that nobody gave as unknown", async () => {
    const { folder } = await dataset();
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain('license: "unknown"');
  });

  test("is never half replaced, and an old one's files do not stay", async () => {
    const { folder } = await dataset({ format: "mirau", split: { validation: 0.5 } });
    expect(await readdir(folder)).toEqual(expect.arrayContaining(["rows", "validation.jsonl"]));
    const record = await countingRun(await temporaryFolder());
    await expect(writeDataset({ runs: [record], outputDir: folder })).rejects.toThrow(
      /holds a dataset already/,
    );
    const before = await readFile(join(folder, "train.jsonl"), "utf8");
    const failing = rowStage({
      name: "failing",
      description: "",
      judge: (row) => {
        if (row.provenance.task === "count 5") throw new Error("it broke");
        return { decision: "kept" };
      },
    });
    await expect(
      writeDataset({ runs: [record], outputDir: folder, overwrite: true, stages: [failing] }),
    ).rejects.toThrow("it broke");
    expect(await readFile(join(folder, "train.jsonl"), "utf8")).toBe(before);
    expect(await readdir(folder)).not.toContain(".partial");
    await writeDataset({ runs: [record], outputDir: folder, overwrite: true });
    expect(await readdir(folder)).not.toContain("rows");
    expect(await readdir(folder)).not.toContain("validation.jsonl");
  });

  test("that can't be written says so", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const record = await countingRun(folder);
    await expect(
      writeDataset({ runs: [record], outputDir: join(folder, "file", "data") }),
    ).rejects.toThrow(/Can't write/);
  });

  test("is cancelled by its signal, and leaves nothing", async () => {
    const folder = await temporaryFolder();
    const record = await countingRun(folder);
    const cancel = new AbortController();
    const outputDir = join(folder, "data");
    await expect(
      writeDataset({
        runs: [record],
        outputDir,
        signal: cancel.signal,
        onProgress: ({ tasks }) => {
          if (tasks === 3) cancel.abort(new Error("enough"));
        },
      }),
    ).rejects.toThrow("enough");
    expect(await readdir(outputDir)).toEqual([]);
  });
});

test("a task is in one split, whatever its rows", async () => {
  const folder = await temporaryFolder();
  const record = await countingRun(folder, { attempts: 3, tasks: await countingTasks(12) });
  const { result, folder: written } = await dataset({ record, split: { validation: 0.4 } });
  const provenance = await readLines(written, "provenance.jsonl");
  for (const task of new Set(provenance.map((row) => row["task"]))) {
    const rows = provenance.filter((row) => row["task"] === task);
    expect(new Set(rows.map(({ split }) => split)).size).toBe(1);
  }
  expect(new Set(provenance.map(({ split }) => split)).size).toBe(2);
  expect(result.manifest.files.map(({ name, records }) => [name, records])).toEqual([
    ["train.jsonl", provenance.filter(({ split }) => split === "train").length],
    ["validation.jsonl", provenance.filter(({ split }) => split === "validation").length],
  ]);
  expect(splitOf({ digest: "x", split: "dev" })).toBe("validation");
});

test("an example that a format can't say is kept with the reason", async () => {
  const mask = rowStage({
    name: "mask",
    description: "",
    judge: (row) => ({
      decision: "changed",
      row: { ...row, loss: [false, true] },
      code: "m",
      reason: "r",
    }),
  });
  const { folder, result } = await dataset({ stages: [verifiedStage, mask], format: "trl" });
  expect(result.manifest.counts).toMatchObject({ kept: 6, written: 0, unwritable: 6 });
  const [, , third] = await readLines(folder, "rejected.jsonl");
  expect(third).toMatchObject({
    stage: "format-trl",
    code: "no-mask",
    reason: expect.stringContaining("turn 1 must not be learned") as string,
  });
  const single = await dataset({ stages: [verifiedStage, mask], format: "trl", expand: "turn" });
  expect(single.result.manifest.counts).toMatchObject({ written: 6, unwritable: 0 });
  expect(await readLines(single.folder, "provenance.jsonl")).toMatchObject([
    { turn: 2 },
    {},
    {},
    {},
    {},
    {},
  ]);
});

describe("Parquet", () => {
  test("beside JSON Lines holds the same, messages and tools as JSON text", async () => {
    const { folder } = await dataset({ format: "trl", parquet: true });
    const lines = await readLines(folder, "train.jsonl");
    const rows = await parquet(join(folder, "train.parquet"));
    expect(
      rows.map(({ messages, tools }) => ({
        messages: JSON.parse(messages as string) as unknown,
        tools,
      })),
    ).toEqual(lines);
  });

  test("keeps tools that only some conversations have, and refuses what it has no column for", async () => {
    const folder = await temporaryFolder();
    const { columns = [] } = openaiFormat;
    const sink = parquetSink(folder, "train.parquet", { columns });
    sink.write({ messages: [] });
    sink.write({ messages: [], tools: [{ type: "function" }], parallel_tool_calls: true });
    expect(() => sink.write({ messages: [], weights: [1] })).toThrow(/no column for "weights"/);
    sink.finish();
    expect(await parquet(join(folder, "train.parquet"))).toEqual([
      { messages: "[]", tools: null, parallel_tool_calls: null },
      { messages: "[]", tools: '[{"type":"function"}]', parallel_tool_calls: true },
    ]);
  });

  test("for verl holds native lists of role and content", async () => {
    const { folder } = await dataset({ format: "verl" });
    expect(await readdir(folder)).not.toContain("train.jsonl");
    const rows = await parquet(join(folder, "train.parquet"));
    const hermes = await dataset({ format: "hermes" });
    expect(rows).toEqual(await readLines(hermes.folder, "train.jsonl"));
  });

  test("for verl's reinforcement learning holds prompts, and the task to judge by", async () => {
    const { folder } = await dataset({ format: "verl-rl" });
    const rows = await parquet(join(folder, "train.parquet"));
    expect(rows).toHaveLength(6);
    expect(rows[1]).toMatchObject({
      data_source: "agent-gym/counter",
      prompt: [
        { role: "system" },
        { role: "user", content: expect.stringContaining("Bring the counter to 174") as string },
      ],
      reward_model: { style: "rule" },
      extra_info: { split: "train", index: 1n, task: "count 2", need_tools_kwargs: false },
    });
    const judged = rows[1]?.["reward_model"] as { readonly ground_truth: string } | undefined;
    const truth = JSON.parse(judged?.ground_truth ?? "") as JsonObject;
    expect(truth).toMatchObject({ environment: "counter", task: { target: 174 } });
  });
});

test("half a character of a teacher's stops nothing, and a call that held one was repaired", async () => {
  const folder = await temporaryFolder();
  const teacher = scriptedModel(({ messages }) => {
    const spoken = messages.filter(({ role }) => role === "assistant").length;
    const amount = spoken === 0 ? '"\\ud800"' : "100";
    return spoken === 2
      ? "Done \ud83d."
      : `<tool_call>\n{"name": "add", "arguments": {"amount": ${amount}}}\n</tool_call>`;
  });
  const record = await countingRun(folder, { model: () => teacher, tasks: await countingTasks(1) });
  for (const format of ["hermes", "trl", "atif"]) {
    const { result, folder: made } = await dataset({
      record,
      format,
      check: true,
      stages: [verifiedStage],
    });
    expect(result.manifest.check, format).toMatchObject({ records: 1, sound: 1 });
    const text = await readFile(join(made, "train.jsonl"), "utf8");
    expect(text, format).toContain("Done \ufffd.");
    expect(text.replaceAll("\\\\", ""), format).not.toMatch(/\\ud8/);
  }
  const usual = await dataset({ record, stages: standardStages() });
  expect(usual.result.manifest.counts).toMatchObject({ kept: 0, rejected: 1 });
});

test("failed and successful attempts at one task become pairs and labels", async () => {
  const folder = await temporaryFolder();
  // Of the first task's attempts one misses.
  let asked = 0;
  const wavering = scriptedModel(({ messages }) => {
    if (messages.some(({ role }) => role === "assistant")) return "Done.";
    asked += 1;
    const amount = asked === 1 ? 1 : 100;
    return `<tool_call>\n{"name": "add", "arguments": {"amount": ${amount}}}\n</tool_call>`;
  });
  const record = await countingRun(folder, {
    tasks: await countingTasks(1),
    attempts: 3,
    concurrency: 1,
    model: () => wavering,
  });
  const pairs = await dataset({ record, format: "trl-dpo", check: true });
  const [pair] = await readLines(pairs.folder, "train.jsonl");
  const call = (amount: number): object => ({
    tool_calls: [{ function: { name: "add", arguments: { amount } } }],
  });
  expect(pair).toMatchObject({ chosen: [call(100)], rejected: [call(1)] });
  expect(pairs.result.manifest.check).toMatchObject({ records: 1, sound: 1 });
  expect(await readLines(pairs.folder, "provenance.jsonl")).toMatchObject([
    {
      row: expect.stringMatching(/#1$/) as string,
      rejected: expect.stringMatching(/#0$/) as string,
      turn: 1,
    },
  ]);
  const labels = await dataset({ record, format: "trl-kto" });
  expect((await readLines(labels.folder, "train.jsonl")).map(({ label }) => label)).toEqual([
    true,
    false,
  ]);
});

test("rows that were made of a script have no teacher's model, and are checked all the same", async () => {
  const folder = await temporaryFolder();
  const record = await countingRun(folder, { agent: oracleAgent });
  const { folder: written, result } = await dataset({ record, check: { template: plainTemplate } });
  expect(result.manifest.check).toMatchObject({
    records: 8,
    sound: 8,
    template: "plain",
    problems: {},
  });
  const [row] = await readLines(written, "provenance.jsonl");
  expect(row).toMatchObject({ teacher: { agent: "oracle", models: [] } });
});

test("every format that takes what these runs give is sound when checked", async () => {
  const folder = await temporaryFolder();
  const record = await countingRun(folder);
  for (const name of Object.keys(builtInFormats)) {
    const { result } = await dataset({ record, format: name, check: true });
    expect(result.manifest.check, name).toMatchObject({ problems: {} });
    if (builtInFormats[name]?.takes === "conversation") {
      expect(result.manifest.counts.written, name).toBe(6);
    }
  }
});

test("several runs make one dataset, and rows that repeat are found across them", async () => {
  const folder = await temporaryFolder();
  const first = await countingRun(folder, { runId: "first" });
  const second = await countingRun(folder, { runId: "second" });
  const stages = [verifiedStage, keepStage("all"), exactDuplicatesStage];
  const { result } = await dataset({ runs: [first, second], format: "mirau", stages });
  expect(result.manifest.counts).toMatchObject({ kept: 6, rejected: 10 });
  expect(result.manifest.runs.map((one) => one.run)).toEqual(["first", "second"]);
});

test("a stage of someone else's, and the usual ones", async () => {
  const mine = rowStage({
    name: "even",
    description: "keeps even tasks",
    judge: ({ provenance: { task } }) =>
      Number(task.split(" ")[1]) % 2 === 0 ? { decision: "kept" } : rejected("odd", "it is odd"),
  });
  const { result } = await dataset({ stages: [...standardStages(), mine] });
  expect(result.manifest.stages.at(-1)).toMatchObject({ stage: "even", reasons: { odd: 4 } });
});

test("a manifest tells which tasks were trained on, and a run the rates of its tasks", async () => {
  const record = await countingRun(await temporaryFolder(), { attempts: 2 });
  const { folder, result } = await dataset({ record });
  const manifest = await readManifest(join(folder, "manifest.json"));
  expect(manifest.tasks).toEqual(result.manifest.tasks);
  const rates = passRatesOf(record);
  expect(manifest.tasks.map(({ digest }) => rates.get(digest))).toEqual([1, 1, 1, 1, 1, 1]);
  expect([...rates.values()].filter((rate) => rate === 0)).toHaveLength(2);
  await expect(readManifest(join(folder, "train.jsonl"))).rejects.toThrow(
    /Can't read the manifest/,
  );
  await writeFile(join(folder, "other.json"), '{"format": "agent-gym-dataset/9"}');
  await expect(readManifest(join(folder, "other.json"))).rejects.toThrow(/no dataset's manifest/);
});

test.skipIf(!existsSync("/dev/full"))("a full disk is named as one", () => {
  const sink = jsonLinesSink("/dev", "full");
  sink.write({ a: 1 });
  expect(() => sink.finish()).toThrow("Can't write /dev/full: the disk is full.");
  sink.close();
});

describe("what nothing can be made of", () => {
  test("a run without a scored episode", async () => {
    const folder = await temporaryFolder();
    const record = await countingRun(folder, { model: () => scriptedModel([new Error("down")]) });
    await expect(dataset({ record })).rejects.toThrow(/No episode of .* was scored .*error:/);
  });

  test("a run in the virtual sandbox, unless it is allowed", async () => {
    const folder = await temporaryFolder();
    const record = await countingRun(folder);
    const { identity } = record.description;
    const virtual: RunRecord = {
      ...record,
      description: {
        ...record.description,
        identity: { ...identity, sandbox: { kind: "virtual", version: "1" } },
      },
    };
    await expect(dataset({ record: virtual })).rejects.toThrow(/virtual sandbox/);
    expect(
      (await dataset({ record: virtual, allowVirtual: true })).result.manifest.counts.kept,
    ).toBe(6);
  });

  test("a format that there is not, and two stages of one name", async () => {
    await expect(dataset({ format: "no-such" })).rejects.toThrow(/There is no format "no-such"/);
    await expect(dataset({ stages: [verifiedStage, verifiedStage] })).rejects.toThrow(/Two stages/);
  });

  test("an episode whose file is damaged is told of, and the others are kept", async () => {
    const folder = await temporaryFolder();
    const record = await countingRun(folder);
    const [entry] = record.entries.filter(({ task }) => task === "count 1");
    await writeFile(join(record.folder, entry?.file ?? ""), "{broken\n");
    const { folder: written, result } = await dataset({ record });
    expect(result.manifest.counts).toMatchObject({ missing: 1, kept: 5 });
    const [missing] = (await readLines(written, "rejected.jsonl")).filter(
      ({ stage }) => stage === "record",
    );
    expect(missing).toMatchObject({
      task: "count 1",
      reason: expect.stringContaining("damaged") as string,
    });
  });

  test("so is one that another version wrote", async () => {
    const folder = await temporaryFolder();
    const record = await countingRun(folder);
    const [entry] = record.entries.filter(({ task }) => task === "count 1");
    const file = join(record.folder, entry?.file ?? "");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"format":"agent-gym/1"', '"format":"agent-gym/0"'));
    const { folder: written, result } = await dataset({ record });
    expect(result.manifest.counts).toMatchObject({ missing: 1, kept: 5 });
    const [missing] = (await readLines(written, "rejected.jsonl")).filter(
      ({ stage }) => stage === "record",
    );
    expect(missing).toMatchObject({
      task: "count 1",
      reason: expect.stringMatching(/format "agent-gym\/0"; this version reads/) as string,
    });
  });
});
