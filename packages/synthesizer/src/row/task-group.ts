import type { JsonObject } from "@agent-gym/core";

import type { Row } from "./row.ts";

/** A task, as far as a run's record tells of it. */
export interface GroupTask {
  /** Unique in its run. */
  readonly id: string;
  /** SHA-256 of the canonical JSON of its data. */
  readonly digest: string;
  /** `undefined` where the record does not hold it. */
  readonly data: JsonObject | undefined;
  /** Empty when it has none. */
  readonly tags: readonly string[];
  /** As in BCP 47: `en`, `zh`. */
  readonly language?: string;
  /** In the environment's own words. */
  readonly difficulty?: string;
  /** As in `train`, `test`; absent when it names none. */
  readonly split?: string;
  /** An SPDX identifier. */
  readonly license?: string;
  /** Where it comes from, as it says itself. */
  readonly source?: string;
}

/** What became of one planned attempt. */
export interface AttemptOutcome {
  /** From 0. */
  readonly attempt: number;
  /** `null`: not run yet, or nobody could judge it. */
  readonly reward: number | null;
  /** As the run's index says; `false` when there is no reward. */
  readonly success: boolean;
}

/** One task's attempts, in the plan's order. */
export interface TaskGroup {
  /** What was played. */
  readonly task: GroupTask;
  /** All that were planned. */
  readonly outcomes: readonly AttemptOutcome[];
  /** Those that left a conversation. */
  readonly rows: readonly Row[];
  /** Planned attempts without a conversation, each with the reason. */
  readonly missing: readonly {
    /** From 0. */
    readonly attempt: number;
    /** Why there is none, in one line for people. */
    readonly reason: string;
    /** How it ended, as in `error:provider`; `not-run`, or `unreadable` where its record is. */
    readonly ending: string;
  }[];
}
