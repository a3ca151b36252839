import { platform, release } from "node:os";
import { join } from "node:path";

import {
  UsageError,
  type ChatModel,
  type Ending,
  type EpisodeKey,
  type Task,
  type TrajectoryEvent,
} from "@agent-gym/core";

import { runEpisode } from "../episode/run-episode.ts";
import { environmentSeed, samplingSeed } from "../episode/seeds.ts";
import { EntryFold } from "../record/entry-fold.ts";
import { openEpisodeWriter } from "../record/episode-writer.ts";
import { isOwed, keyText, type IndexEntry } from "../record/index-entry.ts";
import { openRunFolder, type RunFolder } from "../record/open-run-folder.ts";
import { RecordError } from "../record/record-error.ts";
import { latestEntries, summarize } from "../statistics/summarize.ts";
import { checkPlan, type CheckedPlan } from "./check-plan.ts";
import type { EpisodePhase, RunEvent } from "./run-event.ts";
import type { RunOptions, RunResult } from "./run-options.ts";
import { watchProvider, type ProviderWatch } from "./watch-provider.ts";

/** One episode that is to be run. */
interface Owed {
  readonly task: Task;
  readonly key: EpisodeKey;
}

/**
 * Runs the episodes of one command into one folder. An episode that breaks never takes the run with
 * it; what it owes at the end, it says.
 *
 * @throws UsageError when something that was asked for can't be done: nothing was started then.
 * @throws RecordError when the record can't be written: what was under way was cancelled.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const plan = await checkPlan(options);
  await using folder = await openFolder(options, plan);
  return await new Running(options, plan, folder).run();
}

class Running {
  readonly #options: RunOptions;
  readonly #plan: CheckedPlan;
  readonly #folder: RunFolder;
  readonly #provider: ProviderWatch;
  readonly #entries: IndexEntry[];
  /** What broke the run itself: its record, or whoever listens. */
  #failure: { readonly error: unknown } | undefined;
  readonly #cancel = new AbortController();

  constructor(options: RunOptions, plan: CheckedPlan, folder: RunFolder) {
    this.#options = options;
    this.#plan = plan;
    this.#folder = folder;
    this.#provider = watchProvider(options.model ?? noModel);
    this.#entries = [...folder.entries];
  }

  async run(): Promise<RunResult> {
    const { signal } = this.#options;
    const onAbort = (): void => this.#cancel.abort(signal?.reason);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await this.#runAll();
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #runAll(): Promise<RunResult> {
    const { attempts = 1, concurrency = 4 } = this.#options;
    const { tasks, skipped } = this.#plan;
    const { runId, path } = this.#folder;
    const owed = this.#owed();
    this.#tell({
      type: "run-start",
      runId,
      folder: path,
      planned: tasks.length * attempts,
      owed: owed.length,
      finished: latestEntries(this.#entries),
      skipped,
    });
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < owed.length && !this.#stopping()) {
        const one = owed[next];
        next += 1;
        if (one !== undefined) await this.#runOne(one);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, owed.length) }, work));
    if (this.#failure !== undefined) throw this.#failure.error;
    return await this.#finish();
  }

  async #finish(): Promise<RunResult> {
    const { attempts = 1, drain, signal } = this.#options;
    const { launchedAt } = this.#folder;
    const summary = summarize(this.#entries, { tasks: this.#plan.tasks, attempts, launchedAt });
    await this.#folder.writeSummary(summary);
    const fatal = this.#provider.verdict();
    const stopped = drain?.aborted === true || signal?.aborted === true;
    const interrupted = stopped && summary.cancelled > 0;
    this.#tell({ type: "run-end", summary, interrupted });
    if (this.#failure !== undefined) throw this.#failure.error;
    return {
      runId: this.#folder.runId,
      folder: this.#folder.path,
      summary,
      interrupted,
      ...(fatal === undefined ? {} : { fatal }),
    };
  }

  /** Attempt by attempt, so that a run that is cut short has seen every task alike. */
  #owed(): readonly Owed[] {
    const { attempts = 1, retryErrors = false } = this.#options;
    const latest = new Map(latestEntries(this.#entries).map((entry) => [keyText(entry), entry]));
    return Array.from({ length: attempts }, (_, attempt) =>
      this.#plan.tasks.map((task) => ({
        task,
        key: { task: task.id, digest: task.digest, attempt },
      })),
    )
      .flat()
      .filter(({ key }) => {
        const entry = latest.get(keyText(key));
        return entry === undefined || isOwed(entry, { retryErrors });
      });
  }

  #stopping(): boolean {
    return (
      this.#cancel.signal.aborted ||
      this.#options.drain?.aborted === true ||
      this.#provider.stopped() !== undefined
    );
  }

  async #runOne(owed: Owed): Promise<void> {
    try {
      await this.#record(owed);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #record({ task, key }: Owed): Promise<void> {
    const { definition } = this.#options;
    const { file, try: nth } = this.#folder.next(key);
    const fold = new EntryFold(definition.reward.success);
    const writer = openEpisodeWriter(join(this.#folder.path, file));
    const { attempt } = key;
    this.#tell({ type: "episode-start", task: task.id, attempt, try: nth, file });
    const emit = (event: TrajectoryEvent): void => {
      fold.add(writer.write(event));
      const phase = phases[event.type];
      if (phase === undefined) return;
      const { turns, usage } = fold;
      this.#tell({ type: "episode-progress", task: task.id, attempt, phase, turns, usage });
    };
    try {
      await this.#play({ task, key }, nth, emit);
    } catch (error) {
      if (RecordError.isInstance(error)) throw error;
      for (const event of brokenOff(error, fold.ended)) emit(event);
    } finally {
      await writer.close();
    }
    const entry = fold.entry(file);
    if (entry === undefined) return;
    this.#folder.append(entry);
    this.#entries.push(entry);
    this.#tell({ type: "episode-end", ...entry });
  }

  async #play(
    { task, key }: Owed,
    nth: number,
    emit: (event: TrajectoryEvent) => void,
  ): Promise<void> {
    const { definition, agent, sandboxes, limits, timeouts, seed = 0 } = this.#options;
    const { attempt, digest } = key;
    await runEpisode({
      definition,
      task,
      options: this.#plan.options,
      agent,
      key,
      try: nth,
      seed: environmentSeed({ seed, digest }),
      samplingSeed: samplingSeed({ seed, digest, attempt }),
      model: this.#provider.model,
      ...(sandboxes === undefined ? {} : { sandboxes }),
      ...(limits === undefined ? {} : { limits }),
      ...(timeouts === undefined ? {} : { timeouts }),
      storeFile: this.#folder.artifacts.store,
      signal: this.#cancel.signal,
      emit,
    });
  }

  #tell(event: RunEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The first failure is the one that is told; those that follow come of it. */
  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#cancel.abort(error);
  }
}

/** In which phase an episode is once such an event has happened; others are not told. */
const phases: Readonly<Partial<Record<TrajectoryEvent["type"], EpisodePhase>>> = {
  reset: "playing",
  "model-call": "playing",
  step: "playing",
  ending: "grading",
};

/** What is written of an episode whose own record broke off: an event of it was no JSON. */
function brokenOff(error: unknown, ended: boolean): readonly TrajectoryEvent[] {
  const message = error instanceof Error ? error.message : String(error);
  const boundary = "harness";
  const ending: Ending = { status: "error", boundary, code: "unrecordable", message };
  return [
    ...(ended ? [] : [{ type: "ending", ending } as const]),
    {
      type: "verdict",
      verdict: { reward: null, boundary, reason: `It could not be recorded: ${message}` },
      gradedBy: "nobody",
    },
    { type: "episode-end", leaked: [] },
  ];
}

async function openFolder(options: RunOptions, plan: CheckedPlan): Promise<RunFolder> {
  const { definition, agent, limits = {}, attempts = 1, seed = 0, runId } = options;
  const { name, version, reward } = definition;
  return openRunFolder({
    logDir: options.logDir,
    ...(runId === undefined ? {} : { runId }),
    resume: options.resume ?? false,
    tasks: plan.tasks,
    skipped: plan.skipped,
    identity: {
      environment: { name, version, options: plan.options, reward },
      agent: {
        name: agent.name,
        settings: agent.settings,
        ...(agent.script === undefined ? {} : { script: agent.script }),
      },
      model: options.modelIdentity ?? {},
      sandbox: plan.sandbox,
      limits,
      attempts,
      seed,
    },
    launch: {
      at: new Date().toISOString(),
      concurrency: options.concurrency ?? 4,
      timeouts: options.timeouts ?? {},
      node: process.version,
      platform: `${platform()} ${release()} ${process.arch}`,
      circumstances: options.circumstances ?? {},
    },
  });
}

function noModel(role: string): ChatModel {
  throw new UsageError(`No model plays the role "${role}" in this run.`, { code: "missing-model" });
}
