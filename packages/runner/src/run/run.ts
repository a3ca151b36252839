import { UsageError, type ChatModel, type EpisodeKey, type Task } from "@agent-gym/core";

import { boundSandboxes, type SandboxBound } from "../concurrency/bound-sandboxes.ts";
import { EpisodeQueue } from "../concurrency/episode-queue.ts";
import { environmentSeed, samplingSeed } from "../episode/seeds.ts";
import { isOwed, keyText, type IndexEntry } from "../record/index-entry.ts";
import { openRunFolder, type RunFolder } from "../record/open-run-folder.ts";
import { spentCost } from "../statistics/spent-cost.ts";
import { latestByKey, latestEntries, summarize } from "../statistics/summarize.ts";
import { checkPlan, type CheckedPlan } from "./check-plan.ts";
import { describeRun } from "./describe-run.ts";
import { recordEpisode } from "./record-episode.ts";
import { mayRetry, retryDelay } from "./retry-episode.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunOptions, RunResult } from "./run-options.ts";
import { watchProvider, type ProviderWatch } from "./watch-provider.ts";
import { watchStops, type StopWatch } from "./watch-stops.ts";

/** One episode that is to be run. */
interface Owed {
  readonly task: Task;
  readonly key: EpisodeKey;
  /** Tries of this process that failed. */
  readonly failures: number;
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
  await using folder = await openRunFolder(describeRun(options, plan));
  const spent = spentCost(folder.entries);
  const ledger = await options.budget?.open({ folder: folder.path, spent });
  try {
    using running = new Running(options, plan, folder);
    return await running.run();
  } finally {
    await ledger?.[Symbol.asyncDispose]();
  }
}

class Running implements Disposable {
  readonly #options: RunOptions;
  readonly #plan: CheckedPlan;
  readonly #folder: RunFolder;
  readonly #provider: ProviderWatch;
  readonly #sandboxes: SandboxBound | undefined;
  readonly #entries: IndexEntry[];
  readonly #owed: readonly Owed[];
  readonly #queue: EpisodeQueue<Owed>;
  readonly #stops: StopWatch;
  /** What broke the run itself: its record, or whoever listens. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: RunOptions, plan: CheckedPlan, folder: RunFolder) {
    const { model = noModel, sandboxes, maxSandboxes } = options;
    this.#options = options;
    this.#plan = plan;
    this.#folder = folder;
    this.#provider = watchProvider(model);
    this.#entries = [...folder.entries];
    this.#owed = owedEpisodes(this.#entries, { plan, options });
    this.#queue = new EpisodeQueue(this.#owed);
    this.#stops = watchStops(options, {
      provider: this.#provider,
      onStop: () => this.#queue.close(),
    });
    if (sandboxes !== undefined && maxSandboxes !== undefined) {
      this.#sandboxes = boundSandboxes(sandboxes, maxSandboxes);
    }
  }

  async run(): Promise<RunResult> {
    await this.#runAll();
    return await this.#finish();
  }

  [Symbol.dispose](): void {
    this.#stops[Symbol.dispose]();
  }

  async #runAll(): Promise<void> {
    const { attempts = 1, concurrency = 4 } = this.#options;
    const { tasks, skipped } = this.#plan;
    const { runId, path } = this.#folder;
    const owed = this.#owed.length;
    this.#tell({
      type: "run-start",
      runId,
      folder: path,
      planned: tasks.length * attempts,
      owed,
      finished: latestEntries(this.#entries),
      skipped,
    });
    const work = async (): Promise<void> => {
      for (;;) {
        if (this.#stopping()) this.#queue.close();
        const one = await this.#queue.take();
        if (one === undefined) return;
        await this.#runOne(one).catch(this.#fail);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, owed) }, work));
  }

  async #finish(): Promise<RunResult> {
    this.#throwFailure();
    const { attempts = 1, drain, signal } = this.#options;
    const { runId, path, launchedAt } = this.#folder;
    const summary = summarize(this.#entries, { tasks: this.#plan.tasks, attempts, launchedAt });
    await this.#folder.writeSummary(summary);
    const fatal = this.#provider.verdict();
    const told = drain?.aborted === true || signal?.aborted === true;
    const interrupted = told && summary.cancelled > 0;
    const why = summary.owed === 0 ? undefined : this.#stops.why();
    const stopped = why === undefined ? {} : { stopped: why };
    this.#tell({ type: "run-end", summary, interrupted, ...stopped });
    this.#throwFailure();
    return {
      runId,
      folder: path,
      summary,
      interrupted,
      ...stopped,
      ...(fatal === undefined ? {} : { fatal }),
    };
  }

  #stopping(): boolean {
    return this.#stops.cancelled.aborted || this.#stops.why() !== undefined;
  }

  /** Runs one try of an episode, and hands it back to the queue if it is to be tried again. */
  async #runOne(one: Owed): Promise<void> {
    let retryInMs: number | undefined;
    try {
      const entry = await this.#tryOne(one);
      if (entry === undefined) return;
      this.#entries.push(entry);
      retryInMs = this.#retryIn(one, entry);
      this.#tell({
        type: "episode-end",
        ...entry,
        ...(retryInMs === undefined ? {} : { retryInMs }),
      });
    } finally {
      if (retryInMs === undefined) this.#queue.done();
      else this.#queue.again({ ...one, failures: one.failures + 1 }, retryInMs);
    }
  }

  #retryIn({ failures }: Owed, entry: IndexEntry): number | undefined {
    const { retries = 1, retryWaitMs = 2_000 } = this.#options;
    if (failures >= retries || this.#stopping() || !mayRetry(entry)) return undefined;
    return retryDelay(failures + 1, { baseMs: retryWaitMs });
  }

  async #tryOne({ task, key }: Owed): Promise<IndexEntry | undefined> {
    const { definition, agent, timeouts, seed = 0 } = this.#options;
    const { limits, options, sandboxed } = this.#plan;
    const signal = this.#stops.cancelled;
    const { attempt, digest } = key;
    const about = { task: task.id, attempt };
    let bounded;
    try {
      bounded = sandboxed.has(task) ? await this.#sandboxes?.open(signal) : undefined;
    } catch (error) {
      // It has not begun.
      if (signal.aborted) return undefined;
      throw error;
    }
    using places = bounded;
    const sandboxes = places?.provider ?? this.#options.sandboxes;
    return await recordEpisode(
      {
        definition,
        task,
        options,
        agent,
        limits,
        seed: environmentSeed({ seed, digest }),
        samplingSeed: samplingSeed({ seed, digest, attempt }),
        ...(sandboxes === undefined ? {} : { sandboxes }),
        ...(timeouts === undefined ? {} : { timeouts }),
        signal,
      },
      {
        folder: this.#folder,
        key,
        model: this.#provider.model,
        onStart: (place) => this.#tell({ type: "episode-start", ...about, ...place }),
        onProgress: (progress) => this.#tell({ type: "episode-progress", ...about, ...progress }),
      },
    );
  }

  #tell(event: RunEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch (error) {
      this.#fail(error);
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** The first failure is the one that is told; those that follow come of it. */
  readonly #fail = (error: unknown): void => {
    this.#failure ??= { error };
    this.#stops.cancel(error);
  };
}

/** Attempt by attempt, so that a run that is cut short has seen every task alike. */
function owedEpisodes(
  entries: readonly IndexEntry[],
  { plan, options }: { readonly plan: CheckedPlan; readonly options: RunOptions },
): readonly Owed[] {
  const { attempts = 1, retryErrors = false } = options;
  const latest = latestByKey(entries);
  const planned = Array.from({ length: attempts }, (_, attempt) =>
    plan.tasks.map((task) => ({
      task,
      key: { task: task.id, digest: task.digest, attempt },
      failures: 0,
    })),
  );
  return planned.flat().filter(({ key }) => {
    const entry = latest.get(keyText(key));
    return entry === undefined || isOwed(entry, { retryErrors });
  });
}

function noModel(role: string): ChatModel {
  throw new UsageError(`No model plays the role "${role}" in this run.`, { code: "missing-model" });
}
