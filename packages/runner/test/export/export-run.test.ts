import { rm } from "node:fs/promises";
import { join } from "node:path";

import { VerifierError, type EnvironmentDefinition } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";

import {
  exportFormats,
  exportRun,
  findExportFormat,
  openRun,
  run,
  type ExportFormat,
  type RunRecord,
} from "../../src/index.ts";
import { counterRun, counterTasks } from "../counter-run.ts";
import { recordedRun } from "../recorded-run.ts";

async function textOf(record: RunRecord, format: string | ExportFormat): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of exportRun(record, { format })) {
    chunks.push(typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk));
  }
  return chunks.join("");
}

/** Of each kind: a success, a failure, a provider's error, a crash of the verifier. */
async function mixedRun(): Promise<RunRecord> {
  const definition: EnvironmentDefinition = {
    ...counterEnvironment,
    grade: async (input, ...rest) => {
      if (input.task.id === "c") throw new VerifierError("It crashed.");
      const verdict = await counterEnvironment.grade(input, ...rest);
      return { ...verdict, scores: { total: 1, "=1+1": null } };
    },
  };
  return recordedRun(["1 ", "01", "11"], {
    definition,
    data: [{ tags: ["easy", "one"], difficulty: "low" }],
  });
}

describe("JSON Lines", () => {
  test("hold the index, the verdict and the conversation of each episode", async () => {
    const record = await mixedRun();
    const lines = (await textOf(record, "jsonl")).trimEnd().split("\n");
    const episodes = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(episodes).toHaveLength(6);
    const first = episodes.find(({ task, attempt }) => task === "a" && attempt === 0);
    expect(first).toMatchObject({
      run: record.description.runId,
      reward: 1,
      success: true,
      verdict: { reward: 1, details: { expected: 1, found: 1 } },
      transcript: { tools: [{ name: "add" }], turns: expect.arrayContaining([]) },
    });
    const second = episodes.find(({ task, attempt }) => task === "a" && attempt === 1);
    expect(second).toMatchObject({ reward: null, verdict: { reward: null, boundary: "provider" } });
  });

  test("tell of an episode that can't be read, and go on", async () => {
    const record = await recordedRun(["11"]);
    await rm(join(record.folder, record.entries[0]?.file ?? ""));
    const lines = (await textOf(record, "jsonl")).trimEnd().split("\n");
    expect(lines.map((line) => "problem" in (JSON.parse(line) as object))).toEqual([true, false]);
  });

  test("hold the last try of each episode alone", async () => {
    const record = await recordedRun(["1"]);
    const [entry] = record.entries;
    if (entry === undefined) throw new Error("no entry");
    const text = await textOf({ ...record, entries: [{ ...entry, try: -1 }, entry] }, "jsonl");
    expect(text.split("\n")).toHaveLength(2);
  });
});

describe("a table", () => {
  test("has a row per episode, and a column per score", async () => {
    const record = await mixedRun();
    const text = await textOf(record, "csv");
    const rows = parse(text, { columns: true }) as unknown as readonly Record<string, string>[];
    expect(rows).toHaveLength(6);
    const first = rows.find(({ task, attempt }) => task === "a" && attempt === "0");
    expect(first).toMatchObject({
      success: "true",
      reward: "1",
      ending: "completed",
      error: "",
      turns: "2",
      cost_usd: "0",
      difficulty: "low",
      tags: "easy one",
      "score:total": "1",
      "score:=1+1": "",
    });
    const failed = rows.find(({ task, attempt }) => task === "a" && attempt === "1");
    expect(failed).toMatchObject({
      reward: "",
      success: "false",
      ending: "error:provider",
      error: "server: Status 500.",
      unscored: "provider: Status 500.",
    });
  });

  test("runs nothing in a spreadsheet, and keeps what stands in quotes", async () => {
    const record = await recordedRun(["1"]);
    const [entry] = record.entries;
    if (entry === undefined) throw new Error("no entry");
    const task = '=cmd|"x", of\ntwo lines';
    const text = await textOf({ ...record, entries: [{ ...entry, task, reward: -1 }] }, "csv");
    const [row] = parse(text, { columns: true }) as unknown as readonly Record<string, string>[];
    expect(row).toMatchObject({ task: `'${task}`, reward: "-1" });
  });

  test("of many episodes comes in pieces", async () => {
    const record = await recordedRun(["1"]);
    const [entry] = record.entries;
    if (entry === undefined) throw new Error("no entry");
    const entries = Array.from({ length: 1_200 }, (_, attempt) => ({ ...entry, attempt }));
    const pieces: unknown[] = [];
    for await (const piece of exportRun({ ...record, entries }, { format: "csv" }))
      pieces.push(piece);
    expect(pieces).toHaveLength(4);
    expect(parse(pieces.join(""), { columns: true })).toHaveLength(1_200);
  });
});

describe("JUnit's XML", () => {
  test("counts and tells every planned episode", async () => {
    const xml = await textOf(await mixedRun(), "junit");
    expect(xml).toMatch(/<testsuites name="[^"]+" tests="6" failures="1" errors="3" skipped="0"/);
    expect(xml).toMatch(/<testcase name="a \(attempt 0\)" classname="counter" time="[\d.]+"\/>/);
    expect(xml).toContain(
      '<failure message="it called no tool; expected 1, found 0" type="completed">completed\n{\n',
    );
    expect(xml).toContain('<error message="Status 500." type="error:provider">');
    expect(xml).toContain('<error message="It crashed." type="completed">');
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml.trimEnd().endsWith("</testsuite>\n</testsuites>")).toBe(true);
  });

  test("skips what was not run", async () => {
    const drain = new AbortController();
    const { folder } = await run(
      await counterRun({
        tasks: await counterTasks(3),
        concurrency: 1,
        drain: drain.signal,
        onEvent: ({ type }) => {
          if (type === "episode-end") drain.abort();
        },
      }),
    );
    const xml = await textOf(await openRun(folder), "junit");
    expect(xml).toContain('tests="3" failures="0" errors="0" skipped="2"');
    expect(xml.match(/<skipped message="not run"\/>/g)).toHaveLength(2);
  });

  test("holds no character that XML has not, and no open bracket", async () => {
    const record = await recordedRun(["0"], {
      definition: {
        ...counterEnvironment,
        grade: async () => ({ reward: 0, details: 'a<b & "c" \u0000 \ud800 ]]> 中' }),
      },
    });
    const xml = await textOf(record, "junit");
    expect(xml).toContain("a&lt;b &amp; \\&quot;c\\&quot;");
    expect(xml).toContain("]]&gt; 中");
    // oxlint-disable-next-line no-control-regex
    expect(xml).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/);
  });
});

describe("the registry", () => {
  test("knows its formats by name, and takes others", async () => {
    expect(Object.keys(exportFormats)).toEqual(["jsonl", "csv", "junit"]);
    const record = await recordedRun(["1"]);
    const own: ExportFormat = {
      name: "ids",
      description: "only the ids",
      extension: "txt",
      write: async function* ({ entries }) {
        for (const { task } of entries) yield new TextEncoder().encode(`${task}\n`);
      },
    };
    expect(await textOf(record, own)).toBe("a\n");
    expect(findExportFormat("ids", { ...exportFormats, ids: own })).toBe(own);
    expect(() => exportRun(record, { format: "toString" })).toThrow(
      'There is no format "toString". The formats are: jsonl, csv, junit.',
    );
  });

  test.each(["jsonl", "csv", "junit"])("stops writing %s when it is told to", async (format) => {
    const record = await recordedRun(["11"]);
    const signal = AbortSignal.abort(new Error("enough"));
    const read = async (): Promise<void> => {
      for await (const _ of exportRun(record, { format, signal }));
    };
    await expect(read()).rejects.toThrow("enough");
  });
});
