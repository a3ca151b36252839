import { UsageError } from "@agent-gym/core";
import { type IndexEntry, keyText, latestEntries, type RunRecord } from "@agent-gym/runner";

import { didYouMean } from "../loading/near-names.ts";

/** A planned episode: its place in the table, and the last try, if there was one. */
export interface RunRow {
  /** From 0; the same whatever is filtered out. */
  readonly place: number;
  readonly task: string;
  readonly attempt: number;
  readonly entry?: IndexEntry;
}

/** All planned episodes of a run, task by task. */
export function runRows({ plan, entries }: Pick<RunRecord, "plan" | "entries">): readonly RunRow[] {
  const latest = new Map(latestEntries(entries).map((entry) => [keyText(entry), entry]));
  return plan.tasks
    .flatMap(({ id: task, digest }) =>
      Array.from({ length: plan.attempts }, (_, attempt) => ({ task, digest, attempt })),
    )
    .map(({ task, digest, attempt }, place) => {
      const entry = latest.get(keyText({ task, digest, attempt }));
      return { place, task, attempt, ...(entry === undefined ? {} : { entry }) };
    });
}

/**
 * The episode that a person names: `task`, `task/attempt`, or its place in the table. Of a task with
 * several attempts, the first that did not succeed.
 *
 * @throws UsageError that says what there is.
 */
export function findRow(typed: string, rows: readonly RunRow[]): RunRow {
  const ofTask = rows.filter(({ task }) => task === typed);
  const failed = ofTask.find(({ entry }) => entry !== undefined && !entry.success);
  const begun = ofTask.find(({ entry }) => entry !== undefined);
  const exact = rows.find(({ task, attempt }) => `${task}/${attempt}` === typed);
  const placed = /^\d+$/.test(typed) ? rows[Number(typed)] : undefined;
  const found = failed ?? begun ?? ofTask[0] ?? exact ?? placed;
  if (found !== undefined) return found;
  const ids = new Set(rows.map(({ task }) => task));
  const near = didYouMean(typed, ids);
  const some = [...ids].slice(0, 5).join(", ");
  throw new UsageError(
    `This run has no episode "${typed}".${near === "" ? ` Its tasks: ${some}${ids.size > 5 ? ", …" : ""}.` : near}`,
    { code: "unknown-episode" },
  );
}

/** @throws UsageError for an episode that has not begun. */
export function startedEntry({ task, attempt, entry }: RunRow): IndexEntry {
  if (entry !== undefined) return entry;
  throw new UsageError(`Attempt ${attempt} at ${task} has not begun: there is nothing to show.`, {
    code: "not-begun",
  });
}
