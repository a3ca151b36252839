import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { access, mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { UsageError, type EpisodeKey, type Task } from "@agent-gym/core";

import { artifactStore, type ArtifactStore } from "./artifact-store.ts";
import { diffJson, differenceText } from "./diff-json.ts";
import { episodeFiles } from "./episode-files.ts";
import { writeWhole } from "./episode-writer.ts";
import { keyText, type IndexEntry } from "./index-entry.ts";
import { readDescription } from "./open-run.ts";
import { readIndex } from "./read-index.ts";
import { RecordError } from "./record-error.ts";
import { runFormat } from "./run-description.ts";
import type { PlannedTask, RunDescription, RunLaunch } from "./run-description.ts";
import { checkRunId, createRunId } from "./run-id.ts";
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
  readonly artifacts: ArtifactStore;
  /** The next file of a key, relative to the folder, and which try it is. */
  readonly next: (key: EpisodeKey) => { readonly file: string; readonly try: number };
  /** Appends to the index. @throws RecordError */
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
  const { runId, path } = options.resume ? await existing(options) : await create(options);
  const lock = await lockRun(path);
  try {
    return await openLocked(options, { runId, path, lock });
  } catch (error) {
    await lock[Symbol.asyncDispose]();
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
    await writeFileAtomically(
      join(path, "tasks.jsonl"),
      jsonLines(tasks.map(({ id, digest, data }) => ({ id, digest, data }))),
    );
  }
  for (const folder of ["episodes", "artifacts"]) await makeFolder(join(path, folder));
  // Last of what a run begins with: a folder without it holds no run.
  await writeFileAtomically(join(path, "run.json"), `${JSON.stringify(description, null, 2)}\n`);

  const files = episodeFiles(planned);
  const tries = await countTries(path, entries);
  const descriptor = openIndex(indexPath);
  return {
    runId,
    path,
    entries,
    artifacts: artifactStore(join(path, "artifacts")),
    next: (key) => {
      let nth = tries.byKey.get(keyText(key)) ?? 0;
      // A file without a whole first line is in no index, and yet it is there.
      while (tries.files.has(files.path(key, nth))) nth += 1;
      return { file: files.path(key, nth), try: nth };
    },
    append: (entry) => {
      try {
        writeWhole(descriptor, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        throw RecordError.writing(indexPath, error);
      }
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

async function create({
  logDir,
  runId,
  identity,
}: RunFolderOptions): Promise<{ readonly runId: string; readonly path: string }> {
  if (runId !== undefined) checkRunId(runId);
  await mkdir(resolve(logDir), { recursive: true }).catch(notWritable);
  for (;;) {
    const id =
      runId ?? createRunId({ environment: identity.environment.name, agent: identity.agent.name });
    const path = resolve(logDir, id);
    try {
      await mkdir(path);
      return { runId: id, path };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") notWritable(error);
    }
    if (runId === undefined) continue;
    if (await isEmptyRun(path)) return { runId: id, path };
    throw new UsageError(
      `There is a run ${id} in ${resolve(logDir)}: resume it, or give another id.`,
      {
        code: "run-exists",
      },
    );
  }
}

function notWritable(cause: unknown): never {
  throw new UsageError(
    `No run can be kept there: ${(cause as Error).message}. Choose another folder.`,
    {
      code: "log-folder",
      cause,
    },
  );
}

/** Whether a folder holds nothing that a run has written: its process was stopped while it began. */
async function isEmptyRun(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => ["?"]);
  return (
    names.every((name) => name.startsWith("tasks.jsonl") || name.startsWith("run.")) &&
    !names.includes("run.json")
  );
}

async function existing({
  logDir,
  runId,
}: RunFolderOptions): Promise<{ readonly runId: string; readonly path: string }> {
  if (runId === undefined) {
    throw new UsageError("Say which run to resume: give its id.", { code: "missing-run" });
  }
  checkRunId(runId);
  const path = resolve(logDir, runId);
  await access(join(path, "run.json")).catch((error: unknown) => {
    throw new UsageError(`There is no run ${runId} in ${resolve(logDir)} to resume.`, {
      code: "missing-run",
      cause: error,
    });
  });
  return { runId, path };
}

/** @throws UsageError with what changed, when a run was begun with something else. */
function checkIdentity(before: RunDescription, after: RunDescription): void {
  const plan = ({ identity, tasks }: RunDescription): unknown => ({
    ...identity,
    task: Object.fromEntries(tasks.map(({ id, digest }) => [id, digest.slice(0, 8)])),
  });
  const differences = diffJson(plan(before), JSON.parse(JSON.stringify(plan(after))));
  if (differences.length === 0) return;
  const shown = differences.slice(0, 8).map(differenceText).join("; ");
  const more = differences.length > 8 ? `; and ${differences.length - 8} more` : "";
  throw new UsageError(
    `Run ${before.runId} was begun with other settings, so it can't go on with these: ${shown}${more}. ` +
      "Use what it was begun with, or start a new run.",
    { code: "run-changed" },
  );
}

async function countTries(
  path: string,
  entries: readonly IndexEntry[],
): Promise<{ readonly byKey: ReadonlyMap<string, number>; readonly files: ReadonlySet<string> }> {
  const byKey = new Map<string, number>();
  for (const entry of entries) {
    const key = keyText(entry);
    byKey.set(key, Math.max(byKey.get(key) ?? 0, entry.try + 1));
  }
  const names = await readdir(join(path, "episodes"));
  return { byKey, files: new Set(names.map((name) => `episodes/${name}`)) };
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
