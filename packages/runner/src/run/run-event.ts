import type { Usage } from "@agent-gym/core";

import type { IndexEntry } from "../record/index-entry.ts";
import type { SkippedTask } from "../record/run-description.ts";
import type { RunSummary } from "../statistics/summarize.ts";
import type { RunStop } from "./run-options.ts";

/** Where an episode stands. */
export type EpisodePhase = "setting-up" | "playing" | "grading";

/** What happens in a run. */
export type RunEvent =
  | {
      readonly type: "run-start";
      /** The run folder's name. */
      readonly runId: string;
      /** Absolute. */
      readonly folder: string;
      /** Episodes of the whole run. */
      readonly planned: number;
      /** Of these: what this process will run. Fewer than planned when resuming. */
      readonly owed: number;
      /** The best-known results of the run before this process: empty for a new one. */
      readonly finished: readonly IndexEntry[];
      /** Tasks that were left out, since the sandbox lacks what they need. */
      readonly skipped: readonly SkippedTask[];
    }
  | {
      readonly type: "episode-start";
      /** The task's id. */
      readonly task: string;
      /** From 0. */
      readonly attempt: number;
      /** Which try of the attempt, from 0. */
      readonly try: number;
      /** The episode's file, relative to the run's folder, with forward slashes. */
      readonly file: string;
    }
  | {
      readonly type: "episode-progress";
      /** The task's id. */
      readonly task: string;
      /** From 0. */
      readonly attempt: number;
      /** What it is doing now. */
      readonly phase: EpisodePhase;
      /** Actions so far. */
      readonly turns: number;
      /** So far, by model role. */
      readonly usage: Readonly<Record<string, Usage>>;
    }
  | ({
      readonly type: "episode-end";
      /** There when the episode is not done with: after so many milliseconds it is tried again. */
      readonly retryInMs?: number;
    } & IndexEntry)
  | {
      readonly type: "run-end";
      /** The numbers of the whole run, all its processes together. */
      readonly summary: RunSummary;
      /** Whether whoever ran it told it to stop, and something was left that way. */
      readonly interrupted: boolean;
      /** What kept the run from trying all; absent when it came to its own end. */
      readonly stopped?: RunStop;
    };
