import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { HermesAgent } from "@agent-gym/agents";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { openRun, run, type RunRecord } from "@agent-gym/runner";
import {
  chatTemplate,
  exactDuplicatesStage,
  nearDuplicatesStage,
  readTaskGroups,
  type Row as TrainingRow,
  runStages,
  type TaskGroup,
  writeDataset,
} from "@agent-gym/synthesizer";

import type { Measurement, Row } from "../measurement.ts";
import { counterTasks } from "../scripted-counter.ts";

const rows = 20_000;
const episodes = 4000;

/** How fast rows are deduplicated, written, checked and rendered. */
export const row: Row = {
  name: "synthesis",
  measure: async () => {
    const folder = await mkdtemp(join(process.cwd(), ".bench-"));
    try {
      const record = await playedRun(folder);
      return [...(await deduplication(record)), ...(await writing(record, folder))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A run of three turns an episode, with thoughts of sixty words. */
async function playedRun(logDir: string): Promise<RunRecord> {
  const call = '<tool_call>\n{"name": "add", "arguments": {"amount": 1}}\n</tool_call>';
  let said = 0;
  const model = scriptedModel(({ messages }) => {
    const spoken = messages.filter(({ role }) => role === "assistant").length;
    said += 1;
    return `<think>\n${words(60, said)}\n</think>\n\n${spoken < 2 ? call : "Done."}`;
  });
  const { folder, summary } = await run({
    definition: counterEnvironment,
    tasks: await counterTasks(episodes),
    agent: HermesAgent(),
    model: () => model,
    concurrency: 16,
    logDir,
  });
  if (summary.succeeded !== episodes) throw new Error(`${summary.succeeded} episodes succeeded.`);
  return openRun(folder);
}

/** Of ten rows one is an earlier one again, and one is with a word changed. */
async function deduplication(record: RunRecord): Promise<readonly Measurement[]> {
  const sample = await firstGroup(record);
  const groups = Array.from({ length: rows }, (_, index) => {
    const own = words(120, index % 10 >= 8 ? index - (index % 10) : index);
    const text = index % 10 === 9 ? own.replace(/ \w+$/, " otherwise") : own;
    return groupOf(sample, index, text);
  });
  const stages = [exactDuplicatesStage, nearDuplicatesStage()];
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { selections, yields } = runStages(streamOf(groups), stages, {
    signal: new AbortController().signal,
  });
  let kept = 0;
  for await (const selection of selections) kept += selection.kept.length;
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const found = yields().map(({ stage, in: given, out }) => `${given - out} by ${stage}`);
  if (kept < rows * 0.8 || kept > rows * 0.805)
    throw new Error(`${rows - kept} duplicates were found.`);
  return [
    {
      what: "20,000 rows of 120 words deduplicated, exactly and nearly",
      value: seconds,
      unit: "s",
      bar: { most: 3 },
      note: `${found.join(", ")}; ${((user + system) / 1e6).toFixed(2)} s of CPU`,
    },
  ];
}

async function writing(record: RunRecord, folder: string): Promise<readonly Measurement[]> {
  const template = chatTemplate(
    `{%- for message in messages -%}
<|{{ message.role }}|>{{ message.content }}<|end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|assistant|>{%- endif -%}`,
    { name: "plain" },
  );
  const options = { runs: [record], format: "hermes", stages: [] } as const;
  // The first rows are written before the code is compiled.
  await writeDataset({ ...options, outputDir: join(folder, "warm"), check: { template } });
  const measured: Measurement[] = [];
  for (const [what, check] of [
    ["read, exported and checked", true],
    ["read, exported, rendered by a template and checked", { template }],
  ] as const) {
    const outputDir = join(folder, measured.length === 0 ? "checked" : "rendered");
    const began = performance.now();
    const cpu = process.cpuUsage();
    const { manifest } = await writeDataset({ ...options, outputDir, check });
    const { user, system } = process.cpuUsage(cpu);
    if (manifest.counts.written !== episodes) throw new Error(`${manifest.counts.written} rows.`);
    const { size } = await stat(join(outputDir, "train.jsonl"));
    measured.push({
      what: `rows ${what}, per second of CPU`,
      value: episodes / ((user + system) / 1e6),
      unit: "rows/s",
      bar: { least: 2000 },
      note: `${((episodes * 1000) / (performance.now() - began)).toFixed(0)} rows/s of wall time; three turns and ${Math.round(size / episodes)} bytes a row`,
    });
  }
  return measured;
}

async function firstGroup(record: RunRecord): Promise<TaskGroup> {
  for await (const group of readTaskGroups(record, {})) return group;
  throw new Error("The run has no rows.");
}

async function* streamOf<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

/** The sample's only row as that of another task, with another question. */
function groupOf(sample: TaskGroup, index: number, text: string): TaskGroup {
  const id = `task-${index}`;
  const copies = sample.rows.map((one): TrainingRow => {
    const [first, ...rest] = one.transcript.turns;
    const turn = first !== undefined && "observation" in first ? first : { observation: {} };
    const question = { observation: { ...turn.observation, message: text } };
    return { ...one, id, transcript: { ...one.transcript, turns: [question, ...rest] } };
  });
  return { ...sample, task: { ...sample.task, id, digest: id }, rows: copies };
}

/** So many words, always the same of one seed. */
function words(count: number, seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `w${(state >>> 12) % 5000}`;
  }).join(" ");
}
