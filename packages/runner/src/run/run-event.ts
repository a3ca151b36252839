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
      readonly runId: string;
      readonly folder: string;
      /** Episodes of the whole run. */
      readonly planned: number;
      /** Of these: what this process will run. Fewer than planned when resuming. */
      readonly owed: number;
      /** The best-known results of the run before this process: empty for a new one. */
      readonly finished: readonly IndexEntry[];
      readonly skipped: readonly SkippedTask[];
    }
  | {
      readonly type: "episode-start";
      readonly task: string;
      readonly attempt: number;
      readonly try: number;
      readonly file: string;
    }
  | {
      readonly type: "episode-progress";
      readonly task: string;
      readonly attempt: number;
      readonly phase: EpisodePhase;
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
      readonly summary: RunSummary;
      readonly interrupted: boolean;
      readonly stopped?: RunStop;
    };
