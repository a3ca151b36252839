import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";

import {
  createTasks,
  type EnvironmentDefinition,
  InvalidTaskError,
  type JsonObject,
  parseTaskFile,
  type Task,
  UsageError,
} from "@agent-gym/core";

import { countOf } from "../terminal/format-number.ts";
import { selectTasks } from "./select-tasks.ts";

/** Which tasks of an environment are wanted. */
export interface TaskSelection {
  /** Absent: the environment's own tasks. */
  readonly dataFile?: string;
  readonly taskId?: string;
  readonly split?: string;
  readonly limit?: number;
  /** For environments that generate tasks. */
  readonly seed?: number;
  readonly cwd: string;
  /** Tasks are only read: whoever gets them finds out whether they are valid. */
  readonly unchecked?: boolean;
}

/** Tasks that fit their environment, and where they come from. */
export interface LoadedTasks {
  readonly tasks: readonly Task[];
  /** As a person calls the place: a file's path, or `the environment's own tasks`. */
  readonly source: string;
}

/**
 * Reads, chooses and validates tasks, in this order; tasks that were not chosen are not validated.
 *
 * @throws UsageError for a file that can't be read, an unknown task, or one that breaks its schema.
 */
export async function loadTasks(
  definition: EnvironmentDefinition,
  selection: TaskSelection,
): Promise<LoadedTasks> {
  const { taskId, split, limit } = selection;
  const { data, source } =
    selection.dataFile === undefined
      ? { data: await ownTasks(definition, selection), source: "the environment's own tasks" }
      : await readTaskFile(selection.dataFile, selection.cwd);
  const all = await createTasks(data);
  const ofSplit = split === undefined ? all : all.filter((task) => task.split === split);
  if (ofSplit.length === 0) throw noTasks(all, source, split);
  const chosen = taskId === undefined ? ofSplit : selectTasks(ofSplit, taskId);
  const tasks = chosen.slice(0, limit);
  if (selection.unchecked !== true) {
    for (const task of tasks) check(task, { definition, all });
  }
  return { tasks, source };
}

/** A task without an id of its own is told by its place among all, too. */
function check(
  task: Task,
  {
    definition,
    all,
  }: { readonly definition: EnvironmentDefinition; readonly all: readonly Task[] },
): void {
  try {
    definition.check(task);
  } catch (error) {
    if (!InvalidTaskError.isInstance(error) || task.data["id"] === task.id) throw error;
    throw new InvalidTaskError(`"${task.id}" (entry ${all.indexOf(task)})`, error.problems, {
      cause: error,
    });
  }
}

async function readTaskFile(
  dataFile: string,
  cwd: string,
): Promise<{ readonly data: readonly JsonObject[]; readonly source: string }> {
  const path = resolve(cwd, dataFile);
  const near = relative(cwd, path);
  const source = near.startsWith("..") ? dataFile : near;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`Can't read the tasks of ${source}: ${readProblem(error)}.`, {
      code: "unreadable-task-file",
      cause: error,
    });
  }
  return { data: parseTaskFile(text, source), source };
}

function readProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "it may not be read";
  return message;
}

async function ownTasks(
  definition: EnvironmentDefinition,
  { split, seed, taskId, limit }: TaskSelection,
): Promise<readonly JsonObject[]> {
  if (definition.tasks === undefined) {
    throw new UsageError(
      `The environment ${definition.name} brings no tasks of its own: name a file of them with --data-file.`,
      { code: "missing-tasks" },
    );
  }
  const query = {
    ...(split === undefined ? {} : { split }),
    ...(seed === undefined ? {} : { seed }),
  };
  const data: JsonObject[] = [];
  // A generator may have no end: --limit is what stops it.
  const most = taskId === undefined ? (limit ?? Infinity) : Infinity;
  for await (const one of definition.tasks(query)) {
    data.push(one);
    if (data.length >= most) break;
  }
  return data;
}

function noTasks(all: readonly Task[], source: string, split: string | undefined): UsageError {
  if (split === undefined) return new UsageError(`There is no task in ${source}.`);
  const splits = new Set(all.flatMap((task) => task.split ?? []));
  const has =
    splits.size === 0 ? "none of its tasks names a split" : `it has ${[...splits].join(", ")}`;
  return new UsageError(
    `No task of the ${countOf(all.length, "task")} of ${source} is in the split "${split}": ${has}.`,
    { code: "unknown-split" },
  );
}
