import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { EpisodeKey, RecordedEvent, Task } from "@agent-gym/core";

import { artifactStore, type ArtifactStore } from "./artifact-store.ts";
import { checkIdentity } from "./check-identity.ts";
import { episodeFiles } from "./episode-files.ts";
import { writeWhole } from "./episode-writer.ts";
import { isResumable, keyText, type IndexEntry } from "./index-entry.ts";
import { checkUnbegun, locateRunFolder } from "./locate-run-folder.ts";
import { readDescription } from "./read-description.ts";
import { readEvents } from "./read-episode.ts";
import { readIndex } from "./read-index.ts";
import { RecordError } from "./record-error.ts";
import { runFormat } from "./run-description.ts";
import type { PlannedTask, RunDescription, RunLaunch } from "./run-description.ts";
import { lockRun } from "./run-lock.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** What a run's folder is opened with. */
export interface RunFolderOptions extends Pick<RunDescription, "identity" | "skipped"> {
  readonly logDir: string;
  readonly runId?: string;
  readonly resume: boolean;
  readonly tasks: readonly Task[];
  readonly launch: RunLaunch;
}

/** A run's folder, held by this process alone for writing. */
export interface RunFolder extends AsyncDisposable {
  readonly runId: string;
  /** Absolute. */
  readonly path: string;
  /** What was known when it was opened, one per try. */
  readonly entries: readonly IndexEntry[];
  /** When the run was started and resumed, this time included; milliseconds since the epoch. */
  readonly launchedAt: readonly number[];
  readonly artifacts: ArtifactStore;
  /** The next file of a key, relative to the folder, and which try it is. */
  readonly next: (key: EpisodeKey) => { readonly file: string; readonly try: number };
  /** The events of a key's earlier tries that were cut off, as far as they can be read. */
  readonly cutOff: (key: EpisodeKey) => Promise<readonly (readonly RecordedEvent[])[]>;
  /** Appends a try to the index: the key's next file is another then. @throws RecordError */
  readonly append: (entry: IndexEntry) => void;
  /** @throws RecordError */
  readonly writeSummary: (summary: object) => Promise<void>;
}

/**
 * Makes the folder of a new run, or opens that of one to go on with, and locks it.
 *
 * @throws UsageError when a new run's folder is there already, one to resume is not, another process
 * holds it, or what is asked differs from what the run was begun with.
 * @throws RecordError when it can't be written.
 */
export async function openRunFolder(options: RunFolderOptions): Promise<RunFolder> {
  const { environment, agent } = options.identity;
  const { runId, path, made } = await locateRunFolder({
    ...options,
    environment: environment.name,
    agent: agent.name,
  });
  const lock = await lockRun(path);
  try {
    return await openLocked(options, { runId, path, lock });
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    // Nothing half-made stays behind.
    if (made) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

async function openLocked(
  { identity, tasks, skipped, launch, resume }: RunFolderOptions,
  {
    runId,
    path,
    lock,
  }: { readonly runId: string; readonly path: string; readonly lock: AsyncDisposable },
): Promise<RunFolder> {
  const planned = tasks.map(plannedTask);
  let description: RunDescription = {
    format: runFormat,
    runId,
    identity,
    tasks: planned,
    skipped,
    launches: [launch],
  };
  let entries: readonly IndexEntry[] = [];
  const indexPath = join(path, "index.jsonl");
  if (resume) {
    const before = await readDescription(path);
    checkIdentity(before, description);
    description = { ...before, launches: [...before.launches, launch] };
    const index = await readIndex(path, {
      success: identity.environment.reward.success,
      complete: true,
    });
    ({ entries } = index);
    if (!index.intact) await writeFileAtomically(indexPath, jsonLines(entries));
  } else {
    await checkUnbegun(path);
    await writeFileAtomically(
      join(path, "tasks.jsonl"),
      jsonLines(tasks.map(({ id, digest, data }) => ({ id, digest, data }))),
    );
  }
  for (const folder of ["episodes", "artifacts"]) await makeFolder(join(path, folder));
  // Last of what a run begins with: a folder without it holds no run.
  await writeFileAtomically(join(path, "run.json"), `${JSON.stringify(description, null, 2)}\n`);

  const files = episodeFiles(planned);
  const tries = new Map<string, number>();
  const cutOff = new Map<string, string[]>();
  const know = (entry: IndexEntry): void => {
    const key = keyText(entry);
    tries.set(key, Math.max(tries.get(key) ?? 0, entry.try + 1));
    if (isResumable(entry)) cutOff.set(key, [...(cutOff.get(key) ?? []), entry.file]);
  };
  for (const entry of entries) know(entry);
  const names = new Set((await readdir(join(path, "episodes"))).map((name) => `episodes/${name}`));
  const descriptor = openIndex(indexPath);
  return {
    runId,
    path,
    entries,
    launchedAt: description.launches.map(({ at }) => Date.parse(at)),
    artifacts: artifactStore(join(path, "artifacts")),
    next: (key) => {
      let nth = tries.get(keyText(key)) ?? 0;
      // A file without a whole first line is in no index, and yet it is there.
      while (names.has(files.path(key, nth))) nth += 1;
      return { file: files.path(key, nth), try: nth };
    },
    cutOff: (key) =>
      // One that can't be read any more has nothing to go on from; the new try asks everything.
      Promise.all(
        (cutOff.get(keyText(key)) ?? []).map((file) =>
          readEvents(join(path, file)).catch(() => []),
        ),
      ),
    append: (entry) => {
      try {
        writeWhole(descriptor, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        throw RecordError.writing(indexPath, error);
      }
      know(entry);
    },
    writeSummary: (summary) =>
      writeFileAtomically(join(path, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`),
    [Symbol.asyncDispose]: async () => {
      try {
        fdatasyncSync(descriptor);
      } finally {
        closeSync(descriptor);
        await lock[Symbol.asyncDispose]();
      }
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}

function openIndex(path: string): number {
  try {
    return openSync(path, "a");
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}

function plannedTask({ id, digest, tags, language, difficulty, split }: Task): PlannedTask {
  return {
    id,
    digest,
    ...(tags.length === 0 ? {} : { tags }),
    ...(language === undefined ? {} : { language }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(split === undefined ? {} : { split }),
  };
}

function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
