import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { UsageError, type JsonObject } from "@agent-gym/core";

import { summarize, type RunPlan, type RunSummary } from "../statistics/summarize.ts";
import { readArtifact } from "./artifact-store.ts";
import type { IndexEntry } from "./index-entry.ts";
import { readEpisode, type EpisodeRecord } from "./read-episode.ts";
import { readIndex } from "./read-index.ts";
import { readJsonLines } from "./read-json-lines.ts";
import { RecordError } from "./record-error.ts";
import { runFormat, type RunDescription } from "./run-description.ts";

/** A run's folder, read again. What is large is read when it is asked for. */
export interface RunRecord {
  /** Absolute. */
  readonly folder: string;
  readonly description: RunDescription;
  readonly plan: RunPlan;
  /** One per try that ended or was cut off, in the order in which they ended. */
  readonly entries: readonly IndexEntry[];
  /** Computed from the entries. */
  readonly summary: RunSummary;
  /** @throws RecordError */
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
  const { tasks, identity } = description;
  const plan: RunPlan = { tasks, attempts: identity.attempts };
  const { success } = identity.environment.reward;
  let { entries } = await readIndex(root, { success });
  if (entries.length < tasks.length * identity.attempts) {
    ({ entries } = await readIndex(root, { success, complete: true }));
  }
  return {
    folder: root,
    description,
    plan,
    entries,
    summary: summarize(entries, plan),
    episode: ({ file }) => readEpisode(join(root, file)),
    taskData: () => readTaskData(root),
    artifact: (digest) => readArtifact(join(root, "artifacts"), digest),
  };
}

/**
 * What a run's `run.json` says.
 *
 * @throws UsageError when there is none, or it is of another format.
 */
export async function readDescription(folder: string): Promise<RunDescription> {
  const path = join(folder, "run.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw RecordError.reading(path, error);
    throw new UsageError(`There is no run in ${folder}: it holds no run.json.`, {
      code: "missing-run",
      cause: error,
    });
  }
  let description: Partial<RunDescription>;
  try {
    description = JSON.parse(text) as Partial<RunDescription>;
  } catch (error) {
    throw RecordError.reading(path, error);
  }
  if (description.format !== runFormat) {
    throw new UsageError(
      `${path} is of the format ${JSON.stringify(description.format)}; this version reads "${runFormat}".`,
      { code: "unknown-format" },
    );
  }
  return description as RunDescription;
}

async function readTaskData(folder: string): Promise<ReadonlyMap<string, JsonObject>> {
  const { values } = await readJsonLines(join(folder, "tasks.jsonl"));
  const lines = values as readonly { readonly id: string; readonly data: JsonObject }[];
  return new Map(lines.map(({ id, data }) => [id, data]));
}
