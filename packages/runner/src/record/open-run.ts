import { join, resolve } from "node:path";

import type { JsonObject } from "@agent-gym/core";

import { summarize, type RunPlan, type RunSummary } from "../statistics/summarize.ts";
import { readArtifact } from "./artifact-store.ts";
import type { IndexEntry } from "./index-entry.ts";
import { readDescription } from "./read-description.ts";
import { readEpisode, type EpisodeRecord } from "./read-episode.ts";
import { readIndex } from "./read-index.ts";
import { readJsonLines } from "./read-json-lines.ts";
import type { RunDescription } from "./run-description.ts";

/** A run's folder, read again. What is large is read when it is asked for. */
export interface RunRecord {
  /** Absolute. */
  readonly folder: string;
  /** What was asked: `run.json`. */
  readonly description: RunDescription;
  /** Its tasks, how often each is played, and when the run was started and resumed. */
  readonly plan: RunPlan;
  /** One per try that ended or was cut off, in the order in which they ended. */
  readonly entries: readonly IndexEntry[];
  /** Computed from the entries. */
  readonly summary: RunSummary;
  /**
   * Reads the events of one episode.
   *
   * @throws RecordError when its file can't be read, or is no record.
   */
  readonly episode: (entry: Pick<IndexEntry, "file">) => Promise<EpisodeRecord>;
  /** The tasks' data, by task id. @throws RecordError */
  readonly taskData: () => Promise<ReadonlyMap<string, JsonObject>>;
  /** A collected file's content. @throws RecordError */
  readonly artifact: (digest: string) => Promise<Uint8Array>;
}

/**
 * Opens a run for reading. It may still be running: then it is read as far as it has come.
 *
 * @throws UsageError when the folder holds no run.
 * @throws RecordError when its record can't be read.
 */
export async function openRun(folder: string): Promise<RunRecord> {
  const root = resolve(folder);
  const description = await readDescription(root);
  const { tasks, identity, launches } = description;
  const plan: RunPlan = {
    tasks,
    attempts: identity.attempts,
    launchedAt: launches.map(({ at }) => Date.parse(at)),
  };
  const { success } = identity.environment.reward;
  let { entries } = await readIndex(root, { success });
  let summary = summarize(entries, plan);
  // Of a run that is not finished, or was stopped, the index may not know all.
  if (summary.notRun > 0) {
    ({ entries } = await readIndex(root, { success, complete: true }));
    summary = summarize(entries, plan);
  }
  return {
    folder: root,
    description,
    plan,
    entries,
    summary,
    episode: ({ file }) => readEpisode(join(root, file)),
    taskData: () => readTaskData(root),
    artifact: (digest) => readArtifact(join(root, "artifacts"), digest),
  };
}

async function readTaskData(folder: string): Promise<ReadonlyMap<string, JsonObject>> {
  const { values } = await readJsonLines(join(folder, "tasks.jsonl"));
  const lines = values as readonly { readonly id: string; readonly data: JsonObject }[];
  return new Map(lines.map(({ id, data }) => [id, data]));
}
