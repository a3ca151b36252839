import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { addUsage, type JsonObject, noUsage, UsageError } from "@agent-gym/core";
import { RecordError, type RunRecord } from "@agent-gym/runner";

import type { ChatTemplate } from "../check/chat-template.ts";
import { RowChecker } from "../check/row-checker.ts";
import { defaultFormat, findFormat } from "../formats/built-in-formats.ts";
import type { Expand } from "../formats/examples-of.ts";
import type { AnyRowFormat, FormatSettings } from "../formats/row-format.ts";
import { readTaskGroups } from "../row/read-task-groups.ts";
import type { TaskGroup } from "../row/task-group.ts";
import { heldOutStage } from "../stages/held-out.ts";
import { runStages } from "../stages/run-stages.ts";
import type { Stage } from "../stages/stage.ts";
import { verifiedStage } from "../stages/verified.ts";
import { estimatedTokens } from "../tokens/estimate-tokens.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { datasetCard } from "./dataset-card.ts";
import { checkFolder, makeFresh, replaceFiles } from "./dataset-folder.ts";
import { datasetFormat, type DatasetManifest, type ManifestRun } from "./manifest.ts";
import type { SplitOptions } from "./split-of.ts";
import { WritingDataset } from "./writing-dataset.ts";

/** What to make a dataset of, and how. */
export interface DatasetOptions {
  /** Read one after the other; rows come in this order. */
  readonly runs: readonly RunRecord[];
  /** Made if missing. */
  readonly outputDir: string;
  /** By name or your own. Default: `hermes`. */
  readonly format?: string | AnyRowFormat;
  /** Default: one example per conversation. Only for formats that take conversations. */
  readonly expand?: Expand;
  /** How conversations are written; each member has its own default. */
  readonly rendering?: FormatSettings;
  /** Default: held-out tasks are left out, and successes kept. Their order counts. */
  readonly stages?: readonly Stage[];
  /**
   * How tasks are dealt out to training and validation. Default: none to validation but those that
   * say so.
   */
  readonly split?: SplitOptions;
  /** Also as Parquet, where the format is JSON Lines. */
  readonly parquet?: boolean;
  /**
   * Takes runs that were played in the `virtual` sandbox, whose shell is no real one. Default:
   * `false`.
   */
  readonly allowVirtual?: boolean;
  /** An SPDX identifier. Default: `unknown`. */
  readonly license?: string;
  /** Default: named after the first run. */
  readonly name?: string;
  /** Measures the records. Default: an estimate, marked as one. */
  readonly counter?: TokenCounter;
  /** Checks each record as it is written; with a template it is rendered too. Default: `false`. */
  readonly check?:
    | boolean
    | {
        /** The student's. */
        readonly template: ChatTemplate;
      };
  /** Groups of attempts that are judged at the same time. Default 1. */
  readonly concurrency?: number;
  /** Replaces a dataset that is there already. Default: `false`. */
  readonly overwrite?: boolean;
  /** What the manifest says of versions: packages, prompts. Default: nothing. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * Ends the writing, which then rejects with its reason and leaves an earlier dataset as it was.
   */
  readonly signal?: AbortSignal;
  /** Called after each task. What it throws ends the writing. */
  readonly onProgress?: (progress: DatasetProgress) => void;
}

/** How far a dataset has come. */
export interface DatasetProgress {
  /** Tasks that are done. */
  readonly tasks: number;
  /** Tasks of all runs. */
  readonly plannedTasks: number;
  /** Rows that every stage let through so far. */
  readonly kept: number;
  /** Rows that a stage turned down so far. */
  readonly rejected: number;
  /** Records so far. */
  readonly written: number;
}

/** A dataset that was written. */
export interface DatasetResult {
  /** Absolute. */
  readonly folder: string;
  /** What the dataset's `manifest.json` says. */
  readonly manifest: DatasetManifest;
}

/**
 * Makes a dataset of recorded runs: attempts through the stages, rows into a trainer's format, with
 * everything that was turned down and the reason beside it. A function of the records (and of a judge's
 * answers, where there is one): the same runs give the same files. Memory holds one task's attempts
 * and, for duplicates, some hundred bytes a row.
 *
 * The files replace those of an earlier dataset only when all of them are whole.
 *
 * @throws UsageError when nothing can be made of it: no run, a virtual sandbox, a dataset in the way.
 * @throws RecordError when a record can't be read or the dataset not be written.
 */
export async function writeDataset(options: DatasetOptions): Promise<DatasetResult> {
  const { runs, overwrite = false, signal = new AbortController().signal } = options;
  const format =
    typeof options.format === "object"
      ? options.format
      : findFormat(options.format ?? defaultFormat);
  checkRuns(options);
  const folder = resolve(options.outputDir);
  await checkFolder(folder, overwrite);
  const staging = join(folder, ".partial");
  await makeFresh(staging);
  try {
    const manifest = await write(options, { format, staging, signal });
    const files = await writeDescriptions(staging, manifest, format);
    signal.throwIfAborted();
    await replaceFiles(folder, staging, files);
    return { folder, manifest };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }

  function checkRuns({ allowVirtual = false }: DatasetOptions): void {
    if (runs.length === 0) {
      throw new UsageError("There is no run to make a dataset of.", { code: "no-runs" });
    }
    if (runs.every(({ summary }) => summary.scored === 0)) {
      const endings = runs
        .flatMap(({ summary }) => Object.entries(summary.endings))
        .map(([ending, count]) => `${count} ${ending}`)
        .join(", ");
      throw new UsageError(
        `No episode of ${runs.map(({ description }) => description.runId).join(", ")} was scored` +
          `${endings === "" ? ": none was run" : ` (${endings})`}, so there is nothing to make rows of.`,
        { code: "nothing-scored" },
      );
    }
    const fake = runs.find(({ description }) => description.identity.sandbox?.kind === "virtual");
    if (fake === undefined || allowVirtual) return;
    throw new UsageError(
      `Run ${fake.description.runId} was played in the virtual sandbox, whose shell differs from a real one: ` +
        "rows of it would teach wrong behaviour. Use another sandbox, or allow it (allowVirtual).",
      { code: "virtual-sandbox" },
    );
  }
}

async function write(
  options: DatasetOptions,
  context: {
    readonly format: AnyRowFormat;
    readonly staging: string;
    readonly signal: AbortSignal;
  },
): Promise<DatasetManifest> {
  const { runs, onProgress, concurrency = 1, rendering = {}, check = false } = options;
  const { format, staging, signal } = context;
  const stages = options.stages ?? [heldOutStage(), verifiedStage];
  const { expand = "conversation" } = options;
  const checker =
    check === false
      ? undefined
      : new RowChecker({
          format,
          settings: rendering,
          ...(check === true ? {} : { template: check.template }),
        });
  using writing = new WritingDataset({
    folder: staging,
    format,
    expand,
    rendering,
    split: options.split ?? {},
    parquet: options.parquet ?? false,
    counter: options.counter ?? estimatedTokens,
    ...(checker === undefined ? {} : { checker }),
  });
  const plannedTasks = runs.reduce((sum, { description }) => sum + description.tasks.length, 0);
  const stageRun = runStages(groupsOf(runs, signal), stages, { signal, concurrency });
  for await (const selection of stageRun.selections) {
    writing.add(selection);
    onProgress?.({ ...writing.progress, plannedTasks });
  }
  const { counts, fates, empty, files, statistics, tasks } = writing.finish(
    plannedAttempts(runs),
    stages.map((stage) => stage.name),
  );
  return {
    format: datasetFormat,
    name: options.name ?? `${runs[0]?.description.runId ?? "dataset"}-${format.name}`,
    rowFormat: format.name,
    expand,
    rendering: { ...rendering },
    license: options.license ?? "unknown",
    versions: { format: datasetFormat, ...options.versions },
    runs: runs.map(describeRun),
    counts,
    fates,
    ...(empty === undefined ? {} : { empty }),
    stages: stageRun.yields(),
    files,
    statistics,
    ...(checker === undefined ? {} : { check: checker.report() as unknown as JsonObject }),
    tasks,
    spent: runs.map(({ summary }) => withoutRoles(summary.usage)).reduce(addUsage, noUsage),
  };
}

async function* groupsOf(
  runs: readonly RunRecord[],
  signal: AbortSignal,
): AsyncGenerator<TaskGroup, void, undefined> {
  for (const run of runs) yield* readTaskGroups(run, { signal });
}

function describeRun({ description, summary }: RunRecord): ManifestRun {
  const { runId, identity, tasks } = description;
  const { planned, scored, owed } = summary;
  return { run: runId, identity, tasks: tasks.length, planned, scored, owed };
}

function plannedAttempts(runs: readonly RunRecord[]): number {
  return runs.reduce((sum, { summary }) => sum + summary.planned, 0);
}

function withoutRoles(usage: RunRecord["summary"]["usage"]): DatasetManifest["spent"] {
  const { roles: _, ...total } = usage;
  return total;
}

/** Writes what tells of the data, and returns the names of all files there are now. */
async function writeDescriptions(
  staging: string,
  manifest: DatasetManifest,
  format: AnyRowFormat,
): Promise<readonly string[]> {
  const companions =
    format.companions?.(manifest.files.map(({ split, name }) => ({ split, name }))) ?? [];
  const texts = [
    ...companions,
    { name: "README.md", content: datasetCard(manifest, format) },
    { name: "manifest.json", content: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
  for (const { name, content } of texts) {
    const path = join(staging, name);
    await writeFile(path, content).catch((error: unknown) => {
      throw RecordError.writing(path, error);
    });
  }
  return [
    ...manifest.files.map(({ name }) => name),
    "rejected.jsonl",
    "provenance.jsonl",
    ...(format.single === undefined ? [] : ["rows"]),
    // The manifest last: a folder that has one has all of them.
    ...texts.map(({ name }) => name),
  ];
}
