import { keyText, type IndexEntry } from "../record/index-entry.ts";
import type { PlannedTask } from "../record/run-description.ts";
import { latestByKey } from "./summarize.ts";

/** What became of all attempts at one task. */
export interface TaskResults {
  readonly task: PlannedTask;
  /** Attempts that were planned. */
  readonly planned: number;
  /** The last try of each attempt that has a reward. */
  readonly scored: readonly IndexEntry[];
}

/** A run's results by task, in the order of its plan. */
export function taskResults(
  entries: Iterable<IndexEntry>,
  { tasks, attempts }: { readonly tasks: readonly PlannedTask[]; readonly attempts: number },
): readonly TaskResults[] {
  const latest = latestByKey(entries);
  return tasks.map((task) => {
    const keys = Array.from({ length: attempts }, (_, attempt) =>
      keyText({ task: task.id, digest: task.digest, attempt }),
    );
    const scored = keys.flatMap((key) => {
      const entry = latest.get(key);
      return entry === undefined || entry.reward === null ? [] : [entry];
    });
    return { task, planned: attempts, scored };
  });
}

/** The successes of a task's attempts, as ones and zeros. */
export function successValues({ scored }: TaskResults): readonly number[] {
  return scored.map(({ success }) => (success ? 1 : 0));
}

/** The rewards of a task's attempts. */
export function rewardValues({ scored }: TaskResults): readonly number[] {
  return scored.flatMap(({ reward }) => (reward === null ? [] : [reward]));
}
