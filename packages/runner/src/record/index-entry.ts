import type { Boundary, Ending, EpisodeKey, Scores, Usage } from "@agent-gym/core";

import type { Shortfall } from "./shortfall.ts";

/**
 * A line of `index.jsonl`: one try of one episode, with enough for every table. Made from the
 * episode's events alone, so that the index can be made again from the episodes.
 */
export interface IndexEntry extends EpisodeKey {
  /** Which try of the key, from 0. Of a key's tries the last counts. */
  readonly try: number;
  /** The episode's file, relative to the run's folder, with forward slashes. */
  readonly file: string;
  /** As the verdict says; `null` when nobody could judge. */
  readonly reward: number | null;
  /**
   * As the verdict says, or reward ≥ the definition's threshold; `false` when there is no reward.
   */
  readonly success: boolean;
  /** The verdict's other numbers, by name; absent when it has none. */
  readonly scores?: Scores;
  /** Why nobody could judge; there exactly when `reward` is `null`. */
  readonly unscored?: {
    /** Where the judging broke. */
    readonly boundary: Boundary;
    /** In one line for people. */
    readonly reason: string;
  };
  /**
   * Why an episode with a reward is no success; absent for all others, and in the index of runs that
   * older versions recorded.
   */
  readonly shortfall?: Shortfall;
  /** How it ended, which says nothing of its worth. */
  readonly ending: Ending;
  /** Actions taken. */
  readonly turns: number;
  /** Calls that the agent made, those that were refused included. */
  readonly toolCalls: number;
  /** By model role: all that the episode took. */
  readonly usage: Readonly<Record<string, Usage>>;
  /** What of it was asked in this try; absent: all. The rest are answers of an earlier try. */
  readonly paid?: Readonly<Record<string, Usage>>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** How long it took. */
  readonly milliseconds: {
    /** From the first event of the episode to its last. */
    readonly total: number;
    /** Of these: waiting for our own limits and between a call's attempts. */
    readonly waited: number;
  };
  /** Sandboxes that the environment had forgotten. */
  readonly leaked?: readonly string[];
}

/** The one text of an episode's key. */
export function keyText({ task, digest, attempt }: EpisodeKey): string {
  return `${digest}:${attempt}:${task}`;
}

/** Whether a finished try has to be made again. */
export function isOwed(
  { reward, ending, unscored }: Pick<IndexEntry, "reward" | "ending" | "unscored">,
  { retryErrors = false }: { readonly retryErrors?: boolean } = {},
): boolean {
  if (reward !== null) return false;
  if (retryErrors || ending.status === "cancelled") return true;
  if (ending.status === "error" && ending.boundary !== "agent") return true;
  // Grading itself may have met a broken machine. A verifier that fails will likely fail again.
  return unscored !== undefined && infrastructure.has(unscored.boundary);
}

/**
 * Whether an episode that ended so can go on where it was. One that broke in its environment or
 * sandbox may have been led there by its agent's own words, and would be again. One that only its
 * grading kept from a reward is played again as it was, and graded.
 */
export function isResumable({
  reward,
  ending,
  unscored,
}: Pick<IndexEntry, "reward" | "ending" | "unscored">): boolean {
  if (reward !== null) return false;
  if (ending.status === "cancelled") return true;
  if (ending.status === "error") return ending.boundary === "provider";
  return unscored !== undefined && infrastructure.has(unscored.boundary);
}

const infrastructure: ReadonlySet<Boundary> = new Set(["provider", "sandbox", "harness"]);
