import { type JsonObject } from "@agent-gym/core";
import {
  type IndexEntry,
  keyText,
  latestEntries,
  type PlannedTask,
  RecordError,
  type RunRecord,
} from "@agent-gym/runner";

import { makeRow } from "./make-row.ts";
import type { GroupTask, TaskGroup } from "./task-group.ts";

/**
 * A run's attempts, one task's group after the other: tasks in the plan's order, attempts from 0,
 * whatever the order in which they finished. Only one group's episodes are held at a time.
 *
 * An episode whose file can't be read is told as missing, with the reason; the others go on.
 */
export async function* readTaskGroups(
  record: RunRecord,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<TaskGroup, void, undefined> {
  const { description, plan } = record;
  const latest = new Map(latestEntries(record.entries).map((entry) => [keyText(entry), entry]));
  const data = await record.taskData();
  for (const planned of description.tasks) {
    options.signal?.throwIfAborted();
    const task = groupTask(planned, data.get(planned.id));
    const entries = Array.from({ length: plan.attempts }, (_, attempt) =>
      latest.get(keyText({ task: planned.id, digest: planned.digest, attempt })),
    );
    yield await readGroup(record, task, entries);
  }
}

async function readGroup(
  record: RunRecord,
  task: GroupTask,
  entries: readonly (IndexEntry | undefined)[],
): Promise<TaskGroup> {
  const made = await Promise.all(
    entries.map(async (entry) =>
      entry === undefined
        ? ({ ok: false, reason: "it was not run", ending: "not-run" } as const)
        : readRow(record, task, entry),
    ),
  );
  const rows = made.flatMap((one) => (one.ok ? [one.row] : []));
  const missing = made.flatMap((one, attempt) =>
    one.ok ? [] : [{ attempt, reason: one.reason, ending: one.ending }],
  );
  return {
    task,
    rows,
    missing,
    outcomes: entries.map((entry, attempt) => ({
      attempt,
      reward: entry?.reward ?? null,
      success: entry?.success ?? false,
    })),
  };
}

async function readRow(
  record: RunRecord,
  task: GroupTask,
  entry: IndexEntry,
): Promise<ReturnType<typeof makeRow>> {
  try {
    const episode = await record.episode(entry);
    return makeRow({ run: record.description, task, entry, episode });
  } catch (error) {
    if (!RecordError.isInstance(error)) throw error;
    return { ok: false, reason: error.message, ending: "unreadable" };
  }
}

function groupTask(planned: PlannedTask, data: JsonObject | undefined): GroupTask {
  const { id, digest, tags = [], language, difficulty, split } = planned;
  const license = data?.["license"];
  const source = data?.["source"];
  return {
    id,
    digest,
    data,
    tags,
    ...(language === undefined ? {} : { language }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(split === undefined ? {} : { split }),
    ...(typeof license === "string" ? { license } : {}),
    ...(typeof source === "string" ? { source } : {}),
  };
}
