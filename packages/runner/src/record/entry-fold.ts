import {
  addUsage,
  noUsage,
  type Ending,
  type EpisodeKey,
  type Json,
  type RecordedEvent,
  type Usage,
  type Verdict,
} from "@agent-gym/core";

import type { IndexEntry } from "./index-entry.ts";
import { ShortfallFold } from "./shortfall.ts";

/**
 * The note that stands before a model call whose answer an earlier try has paid for; its data are
 * `{ role, ordinal }`.
 */
export const replayedCall = "replayed-call";

/** Makes an index entry out of an episode's events, as they happen or as they are read again. */
export class EntryFold {
  readonly #success: number;
  #key: EpisodeKey | undefined;
  #try = 0;
  #first: number | undefined;
  #last = 0;
  #turns = 0;
  #toolCalls = 0;
  #waited = 0;
  #usage: Readonly<Record<string, Usage>> = {};
  #paid: Readonly<Record<string, Usage>> = {};
  readonly #replayed = new Set<string>();
  #ending: Ending | undefined;
  #verdict: Verdict | undefined;
  readonly #shortfall = new ShortfallFold();
  #leaked: readonly string[] = [];

  /** @param success the reward from which on an episode is a success. */
  constructor(success: number) {
    this.#success = success;
  }

  get turns(): number {
    return this.#turns;
  }

  /** Whether it is known how the episode ended. */
  get ended(): boolean {
    return this.#ending !== undefined;
  }

  get usage(): Readonly<Record<string, Usage>> {
    return this.#usage;
  }

  add(event: RecordedEvent): void {
    this.#first ??= event.t;
    this.#last = event.t;
    this.#shortfall.add(event);
    switch (event.type) {
      case "episode-start":
        this.#key = event.key;
        this.#try = event.try;
        break;
      case "model-call": {
        const { role, ordinal, usage, milliseconds, retries = [] } = event;
        if (usage !== undefined) {
          this.#usage = withUsage(this.#usage, role, usage);
          const paid = !this.#replayed.has(callText(role, ordinal));
          if (paid) this.#paid = withUsage(this.#paid, role, usage);
        }
        this.#waited += milliseconds?.queued ?? 0;
        for (const { waitedMs } of retries) this.#waited += waitedMs;
        break;
      }
      case "note":
        if (event.kind === replayedCall) {
          this.#replayed.add(callText(event.data["role"], event.data["ordinal"]));
        }
        break;
      case "action":
        this.#turns += 1;
        this.#toolCalls += event.action.calls.length + event.action.malformed.length;
        break;
      case "ending":
        this.#ending = event.ending;
        break;
      case "verdict":
        this.#verdict = event.verdict;
        break;
      case "episode-end":
        this.#leaked = event.leaked;
        break;
      default:
    }
  }

  /**
   * The entry so far; `undefined` before the first event. An episode that was cut off before its
   * verdict counts as cancelled.
   */
  entry(file: string): IndexEntry | undefined {
    if (this.#key === undefined) return undefined;
    const { task, digest, attempt } = this.#key;
    const verdict = this.#verdict ?? cutOff;
    const { reward, scores } = verdict;
    const success = reward !== null && (verdict.success ?? reward >= this.#success);
    return {
      task,
      digest,
      attempt,
      try: this.#try,
      file,
      reward,
      success,
      ...(scores === undefined ? {} : { scores }),
      ...(reward === null
        ? { unscored: { boundary: verdict.boundary, reason: verdict.reason } }
        : success
          ? {}
          : { shortfall: this.#shortfall.shortfall() }),
      ending: (this.#verdict === undefined ? undefined : this.#ending) ?? { status: "cancelled" },
      turns: this.#turns,
      toolCalls: this.#toolCalls,
      usage: this.#usage,
      ...(this.#replayed.size === 0 ? {} : { paid: this.#paid }),
      startedAt: this.#first ?? 0,
      milliseconds: {
        total: this.#last - (this.#first ?? 0),
        waited: Math.round(this.#waited),
      },
      ...(this.#leaked.length === 0 ? {} : { leaked: this.#leaked }),
    };
  }
}

function callText(role: Json | undefined, ordinal: Json | undefined): string {
  return JSON.stringify([role, ordinal]);
}

function withUsage(
  usage: Readonly<Record<string, Usage>>,
  role: string,
  more: Usage,
): Readonly<Record<string, Usage>> {
  return { ...usage, [role]: addUsage(usage[role] ?? noUsage, more) };
}

const cutOff: Verdict = {
  reward: null,
  boundary: "harness",
  reason: "The process was stopped before the episode had ended.",
};
