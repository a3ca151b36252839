import { UsageError, type ChatModel, type EpisodeKey, type Task } from "@agent-gym/core";

import { environmentSeed, samplingSeed } from "../episode/seeds.ts";
import { isOwed, keyText, type IndexEntry } from "../record/index-entry.ts";
import { openRunFolder, type RunFolder } from "../record/open-run-folder.ts";
import { latestByKey, latestEntries, summarize } from "../statistics/summarize.ts";
import { checkPlan, type CheckedPlan } from "./check-plan.ts";
import { describeRun } from "./describe-run.ts";
import { recordEpisode } from "./record-episode.ts";
import type { RunEvent } from "./run-event.ts";
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
  await using folder = await openRunFolder(describeRun(options, plan));
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
      await this.#runAll();
      return await this.#finish();
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async #runAll(): Promise<void> {
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
        if (one !== undefined) await this.#runOne(one).catch(this.#fail);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, owed.length) }, work));
  }

  async #finish(): Promise<RunResult> {
    this.#throwFailure();
    const { attempts = 1, drain, signal } = this.#options;
    const { runId, path, launchedAt } = this.#folder;
    const summary = summarize(this.#entries, { tasks: this.#plan.tasks, attempts, launchedAt });
    await this.#folder.writeSummary(summary);
    const fatal = this.#provider.verdict();
    const stopped = drain?.aborted === true || signal?.aborted === true;
    const interrupted = stopped && summary.cancelled > 0;
    this.#tell({ type: "run-end", summary, interrupted });
    this.#throwFailure();
    return {
      runId,
      folder: path,
      summary,
      interrupted,
      ...(fatal === undefined ? {} : { fatal }),
    };
  }

  /** Attempt by attempt, so that a run that is cut short has seen every task alike. */
  #owed(): readonly Owed[] {
    const { attempts = 1, retryErrors = false } = this.#options;
    const latest = latestByKey(this.#entries);
    const planned = Array.from({ length: attempts }, (_, attempt) =>
      this.#plan.tasks.map((task) => ({
        task,
        key: { task: task.id, digest: task.digest, attempt },
      })),
    );
    return planned.flat().filter(({ key }) => {
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

  async #runOne({ task, key }: Owed): Promise<void> {
    const { definition, agent, sandboxes, limits, timeouts, seed = 0 } = this.#options;
    const { attempt, digest } = key;
    const about = { task: task.id, attempt };
    const entry = await recordEpisode(
      {
        definition,
        task,
        options: this.#plan.options,
        agent,
        seed: environmentSeed({ seed, digest }),
        samplingSeed: samplingSeed({ seed, digest, attempt }),
        ...(sandboxes === undefined ? {} : { sandboxes }),
        ...(limits === undefined ? {} : { limits }),
        ...(timeouts === undefined ? {} : { timeouts }),
        signal: this.#cancel.signal,
      },
      {
        folder: this.#folder,
        key,
        model: this.#provider.model,
        onStart: (place) => this.#tell({ type: "episode-start", ...about, ...place }),
        onProgress: (progress) => this.#tell({ type: "episode-progress", ...about, ...progress }),
      },
    );
    if (entry === undefined) return;
    this.#entries.push(entry);
    this.#tell({ type: "episode-end", ...entry });
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
    this.#cancel.abort(error);
  };
}

function noModel(role: string): ChatModel {
  throw new UsageError(`No model plays the role "${role}" in this run.`, { code: "missing-model" });
}
