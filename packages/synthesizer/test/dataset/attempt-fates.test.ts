import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { HermesAgent } from "@agent-gym/agents";
import { contentText, ProviderError } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { openRun, run } from "@agent-gym/runner";
import { describe, expect, test } from "vitest";

import {
  builtInFormats,
  type DatasetManifest,
  type DatasetOptions,
  exactDuplicatesStage,
  keepStage,
  openaiFormat,
  rejected,
  type RowFormat,
  rowStage,
  verifiedStage,
  writeDataset,
} from "../../src/index.ts";
import { countingTasks } from "../counting-teacher.ts";
import { readLines } from "../read-lines.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** What a teacher does in one attempt: how much it adds, and its last words; or its endpoint refuses. */
type Played = readonly [amount: number, words: string] | "refused";

const good: Played = [100, "Done."];
const bad: Played = [1, "Done."];

/** A dataset of tasks that are all "count to 100 + 37 n", attempt by attempt as told. */
async function dataset(
  tasks: readonly (readonly Played[])[],
  options: Partial<DatasetOptions> = {},
): Promise<{ readonly folder: string; readonly manifest: DatasetManifest }> {
  const folder = await temporaryFolder();
  const played = new Map<string, number>();
  const teacher = scriptedModel(({ messages }) => {
    const asked = contentText(messages.find(({ role }) => role === "user")?.content ?? "");
    const target = Number(/to (\d+)/.exec(asked)?.[1]);
    const attempts = tasks[(target - 100) / 37] ?? [];
    const isFirst = !messages.some(({ role }) => role === "assistant");
    const attempt = (played.get(asked) ?? -1) + (isFirst ? 1 : 0);
    played.set(asked, attempt);
    const now = attempts[attempt] ?? good;
    if (now === "refused") {
      throw new ProviderError({ code: "server", message: "The endpoint answered 500." });
    }
    const amount = now[0] === 100 ? target : now[0];
    return isFirst
      ? `<tool_call>\n{"name": "add", "arguments": {"amount": ${amount}}}\n</tool_call>`
      : now[1];
  });
  const { folder: recorded } = await run({
    definition: counterEnvironment,
    tasks: await countingTasks(tasks.length),
    agent: HermesAgent({ language: "en" }),
    model: () => teacher,
    modelIdentity: { model: "teacher" },
    logDir: join(folder, "runs"),
    attempts: Math.max(...tasks.map((attempts) => attempts.length)),
    concurrency: 1,
    retries: 0,
  });
  const outputDir = join(folder, "data");
  const runs = [await openRun(recorded)];
  const { manifest } = await writeDataset({ runs, outputDir, stages: [verifiedStage], ...options });
  return { folder: outputDir, manifest };
}

function total(counts: object): number {
  return Object.values(counts).reduce<number>(
    (sum, one: unknown) =>
      sum + (typeof one === "object" && one !== null ? total(one) : Number(one)),
    0,
  );
}

describe("equal records of different attempts are written once, and told", () => {
  test("pairs", async () => {
    const { folder, manifest } = await dataset([[good, good, bad, bad]], { format: "trl-dpo" });
    expect(await readLines(folder, "train.jsonl")).toHaveLength(1);
    expect(manifest.counts).toMatchObject({ kept: 2, rejected: 2, written: 1, repeated: 1 });
    expect(manifest.fates).toEqual({
      used: { chosen: 1, rejected: 1 },
      unused: { unpaired: 1, "repeated-record": 1 },
      turnedDown: {},
      missing: {},
    });
    const told = await readLines(folder, "rejected.jsonl");
    expect(told.map(({ code, usedAs = null }) => [code, usedAs])).toEqual([
      ["failed", "rejected"],
      ["failed", null],
      ["repeated-record", null],
    ]);
    expect(told.at(-1)).toMatchObject({ stage: "format-trl-dpo", turn: 1 });
  });

  test("labelled answers", async () => {
    const { folder, manifest } = await dataset([[good, bad, bad, [2, "Done."]]], {
      format: "trl-kto",
    });
    const labels = await readLines(folder, "train.jsonl");
    expect(labels.map(({ label }) => label)).toEqual([true, false, false]);
    expect(manifest.counts).toMatchObject({ written: 3, repeated: 3 });
    expect(manifest.fates.used).toEqual({ good: 1, bad: 2 });
    const lines = await readLines(folder, "provenance.jsonl");
    expect(lines.map(({ stages }) => (stages as readonly object[]).at(-1))).toMatchObject([
      { stage: "verified", decision: "kept" },
      { stage: "verified", decision: "rejected", code: "failed" },
      { stage: "verified", decision: "rejected", code: "failed" },
    ]);
  });

  test("turns", async () => {
    const attempts = [good, [100, "It is there."]] as const;
    const stages = [verifiedStage, keepStage("all"), exactDuplicatesStage];
    const { folder, manifest } = await dataset([attempts], { expand: "turn", stages });
    expect(await readLines(folder, "train.jsonl")).toHaveLength(3);
    expect(manifest.counts).toMatchObject({ kept: 2, written: 3, repeated: 1 });
    expect(manifest.fates).toMatchObject({ used: { row: 2 }, unused: {} });
  });

  test("but whole conversations are left to the stages", async () => {
    const { manifest } = await dataset([[good, good]]);
    expect(manifest.counts).toMatchObject({ written: 2, repeated: 0 });
  });
});

test("each attempt has one fate, whatever the format, and the card tells them", async () => {
  const other: Played = [100, "There it is."];
  const tasks = [
    [good, bad, other],
    [good, good, bad],
    ["refused", bad, bad],
    [other, "refused", good],
  ] as const;
  for (const format of Object.keys(builtInFormats)) {
    const { manifest } = await dataset(tasks, {
      format,
      stages: [verifiedStage, keepStage("best")],
    });
    expect(total(manifest.fates), format).toBe(12);
    expect(manifest.fates.missing, format).toEqual({ "error:provider": 2 });
  }
  const { folder, manifest } = await dataset(tasks, {
    stages: [verifiedStage, keepStage("best")],
  });
  expect(manifest.fates).toMatchObject({
    used: { row: 3 },
    turnedDown: { verified: { failed: 4 }, keep: { longer: 2, "as-good": 1 } },
  });
  expect(manifest.tasks.map(({ records }) => records)).toEqual([1, 1, 1]);
  const card = await readFile(join(folder, "README.md"), "utf8");
  expect(card).toContain("verified attempts at 3 of 4 tasks.");
  expect(card).toContain("| rows | 3 |");
  expect(card).toContain("| turned down by verified: failed | 4 |");
  expect(card).toContain("| without a conversation: error:provider | 2 |");
  expect(card).toContain("| planned | 12 |");
});

describe("a dataset without a record says why", () => {
  const none = rowStage({
    name: "none",
    description: "",
    judge: ({ provenance: { verdict } }) =>
      verdict.success ? rejected("no", "no") : { decision: "kept" },
  });

  const misjudging = rowStage({
    name: "misjudging",
    description: "",
    judge: ({ provenance: { attempt } }) =>
      attempt === 0 ? { decision: "kept" } : rejected(attempt === 1 ? "failed" : "other", "so"),
  });

  test.for([
    [
      "successes or failures alone give no pairs",
      [
        [good, good],
        [bad, bad],
      ],
      {},
      "no-pairs",
      "no task has both a success and a failure: of 2 tasks 1 only succeeded and 1 only failed. More attempts",
    ],
    [
      "a stage took the successes",
      [[good, bad]],
      { stages: [none, verifiedStage] },
      "no-pairs",
      "of 1 with both, stages turned one side down (none turned down 1, verified turned down 1)",
    ],
    [
      "attempts that do the same do not part",
      [[good, good, bad]],
      { stages: [misjudging] },
      "no-pairs",
      "no success parts from a failure at an answer, in any of the 1 tasks with both",
    ],
  ] as const)("%s", async ([, tasks, options, code, said]) => {
    for (const format of ["trl-dpo", "trl-kto"]) {
      const { folder, manifest } = await dataset(tasks, { ...options, format });
      expect(manifest.counts.written).toBe(0);
      expect(manifest.empty).toMatchObject({
        code,
        reason: expect.stringContaining(said) as string,
      });
      expect(await readFile(join(folder, "README.md"), "utf8")).toContain("It holds no record: ");
    }
  });

  test("no success gives no row, in any format that is made of one", async () => {
    for (const { name, takes } of Object.values(builtInFormats)) {
      if (takes !== "conversation" && takes !== "prompt") continue;
      const { manifest } = await dataset([[bad, "refused"]], { format: name });
      expect(manifest.empty, name).toEqual({
        code: "no-rows",
        reason:
          "none of the 2 attempts became a row: verified turned down 1, 1 left no conversation. rejected.jsonl tells why for each",
      });
    }
  });

  test("a format that can say nothing of it is named", async () => {
    const mute: RowFormat<"conversation"> = {
      ...openaiFormat,
      name: "mute",
      write: () => ({ ok: false, code: "mute", reason: "" }),
    };
    const { manifest } = await dataset([[good, bad]], { format: mute });
    expect(manifest.empty).toMatchObject({
      code: "nothing-writable",
      reason: expect.stringMatching(
        /^none of the 1 examples can be said in the format mute/,
      ) as string,
    });
    expect(manifest.fates).toMatchObject({ unused: { mute: 1 } });
  });

  test("and one with a record says nothing", async () => {
    expect((await dataset([[good, bad]])).manifest.empty).toBeUndefined();
  });
});
