import { access, mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

import { makeFolders } from "./make-folders.ts";
import { reasonOf } from "./record-error.ts";
import { checkRunId, createRunId } from "./run-id.ts";

/** Where a run's folder is, and how the run is called. */
export interface LocatedRun {
  readonly runId: string;
  /** Absolute. */
  readonly path: string;
  /** Whether the folder was not there before. */
  readonly made: boolean;
}

interface LocateOptions {
  readonly logDir: string;
  readonly runId?: string;
  readonly resume: boolean;
  /** What a new run is named after. */
  readonly environment: string;
  readonly agent: string;
}

/**
 * Makes the folder of a new run, or finds that of one to go on with.
 *
 * @throws UsageError when a new run's folder is there already or can't be made, or when there is no
 * run to resume.
 */
export async function locateRunFolder(options: LocateOptions): Promise<LocatedRun> {
  if (options.runId !== undefined) checkRunId(options.runId);
  return options.resume ? existingFolder(options) : newFolder(options);
}

async function newFolder({
  logDir,
  runId,
  environment,
  agent,
}: LocateOptions): Promise<LocatedRun> {
  const parent = resolve(logDir);
  await makeFolders(parent).catch((error: unknown) => notWritable(parent, error));
  for (;;) {
    const id = runId ?? createRunId({ environment, agent });
    const path = join(parent, id);
    try {
      await mkdir(path);
      return { runId: id, path, made: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") notWritable(parent, error);
    }
    // A name of our own that is taken: try another.
    if (runId === undefined) continue;
    await checkUnbegun(path);
    return { runId: id, path, made: false };
  }
}

async function existingFolder({ logDir, runId }: LocateOptions): Promise<LocatedRun> {
  if (runId === undefined) {
    throw new UsageError("Say which run to resume: give its id.", { code: "missing-run" });
  }
  const parent = resolve(logDir);
  const path = join(parent, runId);
  await access(join(path, "run.json")).catch((error: unknown) => {
    throw new UsageError(`There is no run ${runId} in ${parent} to resume.`, {
      code: "missing-run",
      cause: error,
    });
  });
  return { runId, path, made: false };
}

/**
 * Checks that a folder is empty, or holds what was left by a process that was stopped while it began
 * a run.
 *
 * @throws UsageError
 */
export async function checkUnbegun(path: string): Promise<void> {
  const names = await readdir(path).catch(() => ["no folder"]);
  if (names.every((name) => beginnings.test(name))) return;
  throw new UsageError(
    `${path} is there already: resume that run, or give the new one another id.`,
    {
      code: "run-exists",
    },
  );
}

const beginnings = /^(?:tasks\.jsonl|run\.lock|run\.lock\.takeover|episodes|artifacts)$|\.tmp$/;

/** What it means that a folder can't be made, where that is less than plain. */
const ofMaking: Readonly<Record<string, string>> = {
  EEXIST: "a file of that name is there",
  ENOENT: "no folder can be made there",
};

function notWritable(folder: string, cause: unknown): never {
  const { code = "" } = cause as NodeJS.ErrnoException;
  const reason = ofMaking[code] ?? reasonOf(cause);
  throw new UsageError(`No run can be kept in ${folder}: ${reason}. Choose another folder.`, {
    code: "log-folder",
    cause,
  });
}
