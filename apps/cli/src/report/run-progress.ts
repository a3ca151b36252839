import { type EpisodePhase, type IndexEntry, keyText, type RunEvent } from "@agent-gym/runner";

import { totalTokens } from "./total-usage.ts";

/** How far a run is: the fold of its events. */
export class RunProgress {
  planned = 0;
  done = 0;
  readonly #latest = new Map<string, IndexEntry>();
  readonly #underway = new Map<string, { readonly phase: EpisodePhase; readonly tokens: number }>();
  readonly #milliseconds: number[] = [];
  #tokens = 0;

  /** The last try of each episode, those of earlier processes included. */
  get entries(): readonly IndexEntry[] {
    return [...this.#latest.values()];
  }

  get scored(): number {
    return this.entries.filter(({ reward }) => reward !== null).length;
  }

  get succeeded(): number {
    return this.entries.filter(({ success }) => success).length;
  }

  /** Of finished tries and of those under way. */
  get tokens(): number {
    return [...this.#underway.values()].reduce((sum, { tokens }) => sum + tokens, this.#tokens);
  }

  add(event: RunEvent): void {
    switch (event.type) {
      case "run-start":
        this.planned = event.planned;
        this.done = event.planned - event.owed;
        for (const entry of event.finished) this.#finish(entry);
        break;
      case "episode-start":
        this.#underway.set(name(event), { phase: "setting-up", tokens: 0 });
        break;
      case "episode-progress":
        this.#underway.set(name(event), { phase: event.phase, tokens: totalTokens(event.usage) });
        break;
      case "episode-end":
        this.#underway.delete(name(event));
        this.#milliseconds.push(event.milliseconds.total);
        this.done += 1;
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

  #finish(entry: IndexEntry): void {
    this.#latest.set(keyText(entry), entry);
    this.#tokens += totalTokens(entry.usage);
  }
}

function name({ task, attempt }: { readonly task: string; readonly attempt: number }): string {
  return `${attempt}/${task}`;
}
