import { access } from "node:fs/promises";
import { join } from "node:path";

import { type Task, UsageError } from "@agent-gym/core";
import { openRun, run, type RunOptions, type RunResult } from "@agent-gym/runner";

import { type DatasetOptions, type DatasetResult, writeDataset } from "../dataset/write-dataset.ts";
import { defaultFormat, findFormat } from "../formats/built-in-formats.ts";
import { standardStages } from "../stages/standard-stages.ts";
import { CostCap } from "./cost-cap.ts";
import { withTemperatures } from "./temperature-ladder.ts";

/** What to synthesize: a teacher's run, and the dataset that is made of it. */
export interface SynthesizeOptions {
  /**
   * The teacher's run. Tasks of `split: test` are left out. Default for `logDir`: `runs` in the
   * output folder; for `runId`: `teacher`.
   */
  readonly run: Omit<RunOptions, "logDir"> & {
    /** The folder that holds the runs' folders. */
    readonly logDir?: string;
  };
  /** Default for `stages`: {@link standardStages}. */
  readonly dataset: Omit<DatasetOptions, "runs" | "signal">;
  /** Attempt by attempt, from the start again after the last. Default: the agent's own sampling. */
  readonly temperatures?: readonly number[];
  /**
   * US dollars, over all models of the run and all its starts. Once they are spent nothing more is
   * started; the dataset is made of what there is, and a resumption with more goes on.
   */
  readonly maxCost?: number;
}

/** What came of it. */
export interface SynthesizeResult {
  /** What became of the teacher's run. */
  readonly run: RunResult;
  /** `undefined` when the run was interrupted, or left nothing that was scored. */
  readonly dataset: DatasetResult | undefined;
  /** Tasks that were left out, since they are kept for evaluation. */
  readonly heldOut: readonly string[];
  /** Why the run did not come to its end; absent when it did. */
  readonly stopped?: "interrupted" | "cost" | "unknown-cost" | "provider";
}

/**
 * Lets a teacher play tasks, several times each, and makes a dataset of what it did well. The record
 * of the run is the truth: after a kill `run.resume` plays what is owed, and makes the dataset anew,
 * equal to that of an undisturbed run.
 *
 * @throws UsageError when it can't be done as asked, before anything is spent: the virtual sandbox
 * without `allowVirtual`, no task that may be trained on, a format that there is not.
 * @throws RecordError when the record or the dataset can't be written.
 */
export async function synthesize(options: SynthesizeOptions): Promise<SynthesizeResult> {
  const { dataset, maxCost, temperatures = [] } = options;
  const { runId = "teacher", resume = false, signal, drain, onEvent } = options.run;
  const logDir = options.run.logDir ?? join(dataset.outputDir, "runs");
  if (typeof dataset.format !== "object") findFormat(dataset.format ?? defaultFormat);
  const tasks = trainingTasks(options.run.tasks);
  await checkSandbox(options, tasks);
  await checkOutput(dataset, resume);
  const agent = withTemperatures(options.run.agent, temperatures);
  // A process that was killed before it had written its plan left no run to go on with.
  const begun = resume && (await exists(join(logDir, runId, "run.json")));
  const spent = begun ? (await openRun(join(logDir, runId))).summary.usage.cost : 0;
  const cap = maxCost === undefined ? undefined : new CostCap(maxCost, spent);
  const drains = [drain, cap?.signal].filter((one) => one !== undefined);
  const played = await run({
    ...options.run,
    tasks,
    agent,
    logDir,
    runId,
    resume: begun,
    ...(drains.length === 0 ? {} : { drain: AbortSignal.any(drains) }),
    onEvent: (event) => {
      cap?.take(event);
      onEvent?.(event);
    },
  });
  const stopped = whyStopped(played, cap);
  const left = options.run.tasks.filter((task) => !tasks.includes(task));
  const result = {
    run: played,
    heldOut: left.map(({ id }) => id),
    ...(stopped === undefined ? {} : { stopped }),
  };
  if (stopped === "interrupted" || played.summary.scored === 0) {
    return { ...result, dataset: undefined };
  }
  const written = await writeDataset({
    concurrency: 4,
    stages: standardStages(),
    ...dataset,
    runs: [await openRun(played.folder)],
    overwrite: resume || dataset.overwrite === true,
    ...(signal === undefined ? {} : { signal }),
  });
  return { ...result, dataset: written };
}

function trainingTasks(asked: readonly Task[]): readonly Task[] {
  const tasks = asked.filter(({ split }) => split !== "test");
  if (tasks.length > 0) return tasks;
  throw new UsageError(
    asked.length === 0
      ? "There is no task to synthesize from."
      : `All ${asked.length} tasks are of the split "test", which is kept for evaluation: nothing is left to train on.`,
    { code: "no-tasks" },
  );
}

async function checkSandbox(
  { run: asked, dataset }: SynthesizeOptions,
  tasks: readonly Task[],
): Promise<void> {
  const { definition, sandboxes, sandbox, signal } = asked;
  if (dataset.allowVirtual === true || sandboxes === undefined) return;
  const options = asked.options ?? definition.parseOptions({});
  if (tasks.every((task) => definition.needs(task, options).sandbox === undefined)) return;
  const kind = sandbox?.kind ?? (await sandboxes.probe([], signal)).kind;
  if (kind !== "virtual") return;
  throw new UsageError(
    "The virtual sandbox's shell differs from a real one, so rows played in it would teach wrong behaviour. " +
      "Use another sandbox, or allow it (allowVirtual).",
    { code: "virtual-sandbox" },
  );
}

async function checkOutput(
  { outputDir, overwrite = false }: SynthesizeOptions["dataset"],
  resume: boolean,
): Promise<void> {
  if (resume || overwrite || !(await exists(join(outputDir, "manifest.json")))) return;
  throw new UsageError(
    `${outputDir} holds a dataset already: choose another folder, or resume what made it.`,
    { code: "dataset-exists" },
  );
}

function whyStopped(
  { interrupted, fatal, summary }: RunResult,
  cap: CostCap | undefined,
): SynthesizeResult["stopped"] {
  if (fatal !== undefined) return "provider";
  if (cap?.reason !== undefined && summary.notRun > 0) return cap.reason;
  return interrupted ? "interrupted" : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
