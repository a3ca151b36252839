import { addUsage, noUsage, type Usage } from "@agent-gym/core";
import { type EpisodePhase, type IndexEntry, keyText, type RunEvent } from "@agent-gym/runner";

import { type FailureCause, FailureTally } from "./failure-causes.ts";
import { totalUsage } from "./total-usage.ts";

/** An episode that is going on. */
export interface Underway {
  readonly task: string;
  readonly attempt: number;
  readonly phase: EpisodePhase;
  readonly turns: number;
  /** So far, of all roles. */
  readonly usage: Usage;
  /** When it began, by `performance.now()`. */
  readonly since: number;
}

/** How far a run is: the fold of its events. */
export class RunProgress {
  planned = 0;
  /** Episodes that are done with; one that will be tried again is not. */
  done = 0;
  readonly #latest = new Map<string, IndexEntry>();
  readonly #underway = new Map<string, Underway>();
  readonly #milliseconds: number[] = [];
  readonly #failures = new FailureTally();
  #finished = noUsage;
  #scored = 0;
  #succeeded = 0;

  /** Of the last try of each episode, those of earlier processes included. */
  get scored(): number {
    return this.#scored;
  }

  /** Of the last try of each episode, those of earlier processes included. */
  get succeeded(): number {
    return this.#succeeded;
  }

  /** Why episodes failed, most frequent first. */
  get causes(): readonly FailureCause[] {
    return this.#failures.causes;
  }

  /** What goes on, longest first. */
  get underway(): readonly Underway[] {
    return [...this.#underway.values()];
  }

  /** Of finished tries and of those under way. */
  get tokens(): number {
    const { inputTokens, outputTokens } = this.#usage();
    return inputTokens + outputTokens;
  }

  /** US dollars of finished tries and of those under way; `null` when a price is not known. */
  get cost(): number | null {
    return this.#usage().cost;
  }

  /** What the whole run will have cost if it goes on as it has; `undefined` before that can be told. */
  get projectedCost(): number | undefined {
    const { cost } = this.#finished;
    return cost === null || cost === 0 || this.done === 0
      ? undefined
      : (cost / this.done) * this.planned;
  }

  add(event: RunEvent): void {
    switch (event.type) {
      case "run-start":
        this.planned = event.planned;
        this.done = event.planned - event.owed;
        for (const entry of event.finished) this.#finish(entry);
        break;
      case "episode-start": {
        const { task, attempt } = event;
        const since = performance.now();
        const started = { task, attempt, phase: "setting-up", turns: 0, usage: noUsage } as const;
        this.#underway.set(name(event), { ...started, since });
        break;
      }
      case "episode-progress": {
        const known = this.#underway.get(name(event));
        const { task, attempt, phase, turns, usage } = event;
        const since = known?.since ?? performance.now();
        const now = { task, attempt, phase, turns, usage: totalUsage(usage), since };
        this.#underway.set(name(event), now);
        break;
      }
      case "episode-end":
        this.#underway.delete(name(event));
        this.#milliseconds.push(event.milliseconds.total);
        if (event.retryInMs === undefined) this.done += 1;
        this.#finish(event);
        break;
      case "run-end":
        this.#underway.clear();
    }
  }

  /** How many episodes are in each phase now. */
  phases(): ReadonlyMap<EpisodePhase, number> {
    const counts = new Map<EpisodePhase, number>();
    for (const { phase } of this.#underway.values()) {
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
    }
    return counts;
  }

  /**
   * Seconds until everything planned is done, by the median episode so far; `undefined` before the
   * first has ended.
   */
  secondsLeft(concurrency: number): number | undefined {
    const times = this.#milliseconds.toSorted((left, right) => left - right);
    const median = times[Math.floor(times.length / 2)];
    const left = this.planned - this.done;
    if (median === undefined || left <= 0) return undefined;
    return (median / 1000) * Math.ceil(left / concurrency);
  }

  #count(entry: IndexEntry, by: 1 | -1): void {
    if (entry.reward !== null) this.#scored += by;
    if (entry.success) this.#succeeded += by;
    if (by === 1) this.#failures.add(entry);
    else this.#failures.remove(entry);
  }

  #usage(): Usage {
    return this.underway.map(({ usage }) => usage).reduce(addUsage, this.#finished);
  }

  #finish(entry: IndexEntry): void {
    const key = keyText(entry);
    const earlier = this.#latest.get(key);
    if (earlier !== undefined) this.#count(earlier, -1);
    this.#latest.set(key, entry);
    this.#count(entry, 1);
    this.#finished = addUsage(this.#finished, totalUsage(entry.paid ?? entry.usage));
  }
}

function name({ task, attempt }: { readonly task: string; readonly attempt: number }): string {
  return `${attempt}/${task}`;
}
