import {
  createTasks,
  type EnvironmentDefinition,
  InvalidTaskError,
  isJsonObject,
  type JsonObject,
  type Task,
  UsageError,
} from "@agent-gym/core";
import type { TaskPlace } from "@agent-gym/runner";

import { countOf } from "../terminal/format-number.ts";
import { builtInEnvironments, loadEnvironment } from "./load-environment.ts";
import { didYouMean } from "./near-names.ts";
import { selectTasks } from "./select-tasks.ts";
import { shuffleTasks } from "./shuffle-tasks.ts";

/** More tasks than anyone means to have at once: a generator without an end. */
const mostGenerated = 100_000;

/** Which tasks of an environment are wanted. */
export interface TaskSelection {
  /** Paths and globs. Absent: the environment's own tasks. */
  readonly dataFile?: readonly string[];
  /** A task's field by the column of the files that it comes from. */
  readonly field?: Readonly<Record<string, string>>;
  readonly taskId?: string;
  readonly split?: string;
  /** Puts them in an order that the seed decides, before `limit` is applied. */
  readonly shuffle?: boolean;
  readonly limit?: number;
  /** For environments that generate tasks, and for the order. */
  readonly seed?: number;
  readonly cwd: string;
  readonly signal?: AbortSignal;
  /** Tasks are only read: whoever gets them finds out whether they are valid. */
  readonly unchecked?: boolean;
}

/** Tasks that fit their environment, and where they come from. */
export interface LoadedTasks {
  readonly tasks: readonly Task[];
  /** As a person calls the place: files as they were typed, or `the environment's own tasks`. */
  readonly source: string;
}

/**
 * Reads, chooses, orders and validates tasks; those that were not chosen are not validated.
 *
 * @throws UsageError for a file that can't be read, an unknown task, or one that breaks its schema.
 */
export async function loadTasks(
  definition: EnvironmentDefinition,
  selection: TaskSelection,
): Promise<LoadedTasks> {
  const { dataFile, taskId, split, shuffle = false, limit, seed = 0 } = selection;
  const source = dataFile?.join(", ") ?? "the environment's own tasks";
  const places = new Map<JsonObject, TaskPlace>();
  const data =
    dataFile === undefined
      ? await ownTasks(definition, selection)
      : await fileTasks(dataFile, { definition, selection, places });
  const all = await createTasks(data);
  const ofSplit = split === undefined ? all : all.filter((task) => task.split === split);
  if (ofSplit.length === 0) throw noTasks(all, source, split);
  const chosen = taskId === undefined ? ofSplit : selectTasks(ofSplit, taskId);
  const tasks = (shuffle ? await shuffleTasks(chosen, seed) : chosen).slice(0, limit);
  if (selection.unchecked !== true) {
    await checkAll(tasks, {
      definition,
      cwd: selection.cwd,
      place: (task) => {
        const { file, entry = all.indexOf(task) } = places.get(task.data) ?? {};
        return file === undefined ? `entry ${entry}` : `${file}, entry ${entry}`;
      },
    });
  }
  return { tasks, source };
}

/** So many of the other tasks that are not valid are named. */
const shownInvalid = 3;

/** @throws InvalidTaskError that says what is wrong with the first, and names the others. */
async function checkAll(
  tasks: readonly Task[],
  {
    definition,
    cwd,
    place,
  }: {
    readonly definition: EnvironmentDefinition;
    readonly cwd: string;
    /** Where a person finds it. */
    readonly place: (task: Task) => string;
  },
): Promise<void> {
  const faulty = tasks.flatMap((task) => {
    const error = faultOf(task, definition);
    return error === undefined ? [] : [{ task, error }];
  });
  const [first, ...others] = faulty;
  if (first === undefined) return;
  const { task, error } = first;
  const more = others
    .slice(0, shownInvalid)
    .map((other) => `"${other.task.id}" (${place(other.task)})`);
  const rest = others.length > shownInvalid ? ", …" : "";
  throw new InvalidTaskError(
    `"${task.id}" (${place(task)})`,
    [
      ...nearFields(task, definition),
      ...error.problems,
      ...(await fittingEnvironment(task, { definition, cwd })),
      ...(others.length === 0
        ? []
        : [`${countOf(others.length, "more task")} not valid either: ${more.join(", ")}${rest}`]),
    ],
    { cause: error },
  );
}

function faultOf(task: Task, definition: EnvironmentDefinition): InvalidTaskError | undefined {
  try {
    definition.check(task);
    return undefined;
  } catch (error) {
    if (InvalidTaskError.isInstance(error)) return error;
    throw error;
  }
}

/** Fields that the environment does not know, and that are nearly called as one that is missing. */
function nearFields({ data }: Task, { taskSchema }: EnvironmentDefinition): readonly string[] {
  const { properties } = taskSchema;
  if (!isJsonObject(properties)) return [];
  const missing = Object.keys(properties).filter((name) => !Object.hasOwn(data, name));
  return Object.keys(data).flatMap((name) => {
    const near = Object.hasOwn(properties, name) ? "" : didYouMean(name, missing).trim();
    return near === "" ? [] : [`"${name}" is no field of it (d${near.slice(1)})`];
  });
}

/** What is no task of one environment may be one of another: the wrong one was named. */
async function fittingEnvironment(
  task: Task,
  { definition, cwd }: { readonly definition: EnvironmentDefinition; readonly cwd: string },
): Promise<readonly string[]> {
  for (const name of Object.keys(builtInEnvironments)) {
    if (name === definition.name) continue;
    const other = await loadEnvironment(name, { cwd });
    if (faultOf(task, other) === undefined)
      return [`it is a valid task of the environment ${name}`];
  }
  return [];
}

async function fileTasks(
  files: readonly string[],
  {
    definition,
    selection: { cwd, field, split, limit },
    selection,
    places,
  }: {
    readonly definition: EnvironmentDefinition;
    readonly selection: TaskSelection;
    /** Is filled. */
    readonly places: Map<JsonObject, TaskPlace>;
  },
): Promise<readonly JsonObject[]> {
  const { loadTaskFiles } = await import("@agent-gym/runner");
  return loadTaskFiles(files, {
    cwd,
    schema: definition.taskSchema,
    onTask: (task, place) => void places.set(task, place),
    ...(field === undefined ? {} : { fields: field }),
    ...(split === undefined ? {} : { split }),
    ...(limit === undefined || !takesFirst(selection) ? {} : { limit }),
  });
}

/** Whether the first so many are those that are wanted. */
function takesFirst({ taskId, shuffle }: TaskSelection): boolean {
  return taskId === undefined && shuffle !== true;
}

async function ownTasks(
  definition: EnvironmentDefinition,
  selection: TaskSelection,
): Promise<readonly JsonObject[]> {
  const { split, seed, limit, field, signal } = selection;
  if (field !== undefined) {
    throw new UsageError("--field renames columns of --data-file: name a file.");
  }
  if (definition.tasks === undefined) {
    throw new UsageError(
      `The environment ${definition.name} brings no tasks of its own: name a file of them with --data-file.`,
      { code: "missing-tasks" },
    );
  }
  const query = {
    ...(split === undefined ? {} : { split }),
    ...(seed === undefined ? {} : { seed }),
    ...(signal === undefined ? {} : { signal }),
  };
  const data: JsonObject[] = [];
  // A generator may have no end: --limit is what stops it.
  const most = takesFirst(selection) ? (limit ?? Infinity) : Infinity;
  for await (const one of definition.tasks(query)) {
    signal?.throwIfAborted();
    data.push(one);
    if (data.length >= most) break;
    if (most === Infinity && data.length > mostGenerated) {
      throw new UsageError(
        `The environment ${definition.name} brings more than ${mostGenerated} tasks of its own, maybe without an end: take the first of them, with --limit alone.`,
        { code: "too-many-tasks" },
      );
    }
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
