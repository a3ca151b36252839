import type { JsonObject } from "@agent-gym/core";

import type { Row } from "./row.ts";

/** A task, as far as a run's record tells of it. */
export interface GroupTask {
  readonly id: string;
  readonly digest: string;
  /** `undefined` where the record does not hold it. */
  readonly data: JsonObject | undefined;
  readonly tags: readonly string[];
  readonly language?: string;
  readonly difficulty?: string;
  readonly split?: string;
  readonly license?: string;
  readonly source?: string;
}

/** What became of one planned attempt. */
export interface AttemptOutcome {
  readonly attempt: number;
  /** `null`: not run yet, or nobody could judge it. */
  readonly reward: number | null;
  readonly success: boolean;
}

/** One task's attempts, in the plan's order. */
export interface TaskGroup {
  readonly task: GroupTask;
  /** All that were planned. */
  readonly outcomes: readonly AttemptOutcome[];
  /** Those that left a conversation. */
  readonly rows: readonly Row[];
  /** Planned attempts without a conversation, each with the reason. */
  readonly missing: readonly { readonly attempt: number; readonly reason: string }[];
}
