import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";

import { AgentGymError, parseTaskFile, UsageError, type JsonObject } from "@agent-gym/core";

import { shuffle } from "../random/shuffle.ts";
import { findTaskFiles } from "./find-task-files.ts";
import { readCsvTasks } from "./read-csv-tasks.ts";
import { readParquetTasks } from "./read-parquet-tasks.ts";
import { renameFields, type FieldNames } from "./rename-fields.ts";

/** Where a task stands. */
export interface TaskPlace {
  /** As it is called from the folder that paths begin at. */
  readonly file: string;
  /** Its number among the file's tasks, from 0. */
  readonly entry: number;
}

/** Which tasks of some files are wanted, and how their columns are called. */
export interface TaskFileOptions {
  /** What relative paths begin at. Default: the process's folder. */
  readonly cwd?: string;
  /**
   * A task's field by the column that it comes from: `{question: "problem"}`. Default: columns are
   * fields.
   */
  readonly fields?: FieldNames;
  /** Only tasks whose field `split` says so. */
  readonly split?: string;
  /**
   * Puts them in an order that this seed decides, before `limit` is applied. Default: as the files
   * have them.
   */
  readonly shuffle?: number;
  /** The first so many. Default: all. */
  readonly limit?: number;
  /**
   * JSON Schema of a task, as a definition's `taskSchema`. A table's cell whose field takes no text is
   * then read as JSON; without it every cell of a CSV file is text.
   */
  readonly schema?: JsonObject;
  /** Called for each task that is read and of the split, in the order of the files. */
  readonly onTask?: (task: JsonObject, place: TaskPlace) => void;
  /** Ends the reading, which then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Tasks out of files: JSON and JSON Lines, CSV (`.csv`, `.tsv`: a header line, UTF-8, RFC 4180) and
 * Parquet (`.parquet`, where `hyparquet` is installed). Reads no further than `limit` asks for.
 *
 * @param patterns paths and globs.
 * @throws UsageError that names the file and what is wrong with it, a column that no file has, or a
 * split that no task is of.
 */
export async function loadTaskFiles(
  patterns: readonly string[],
  options: TaskFileOptions = {},
): Promise<readonly JsonObject[]> {
  const { cwd = process.cwd(), fields = {}, split, limit = Infinity, signal } = options;
  const enough = options.shuffle === undefined ? limit : Infinity;
  const tasks: JsonObject[] = [];
  const columns = new Set<string>();
  const splits = new Set<string>();
  for (const name of await findTaskFiles(patterns, { cwd })) {
    if (tasks.length >= enough) break;
    let entry = -1;
    for await (const row of readRows(name, { ...options, cwd })) {
      signal?.throwIfAborted();
      entry += 1;
      for (const column of Object.keys(row)) columns.add(column);
      const task = renameFields(row, fields);
      const own = task["split"];
      if (typeof own === "string") splits.add(own);
      if (split !== undefined && own !== split) continue;
      tasks.push(task);
      options.onTask?.(task, { file: name, entry });
      if (tasks.length >= enough) break;
    }
  }
  checkFields(fields, columns);
  if (tasks.length === 0) throw nothing(patterns, { split, splits });
  return options.shuffle === undefined ? tasks : shuffle(tasks, options.shuffle).slice(0, limit);
}

async function* readRows(
  name: string,
  { cwd, fields, schema, signal }: TaskFileOptions & { readonly cwd: string },
): AsyncIterable<JsonObject> {
  const path = resolve(cwd, name);
  const extension = extname(name).toLowerCase();
  try {
    if (extension === ".parquet") yield* readParquetTasks(path);
    else if (extension === ".csv" || extension === ".tsv") {
      yield* readCsvTasks(path, {
        delimiter: extension === ".tsv" ? "\t" : ",",
        ...(fields === undefined ? {} : { fields }),
        ...(schema === undefined ? {} : { schema }),
      });
    } else yield* parseTaskFile(await readFile(path, "utf8"), name);
  } catch (error) {
    signal?.throwIfAborted();
    if (AgentGymError.isInstance(error)) throw error;
    throw new UsageError(`Can't read the tasks of ${name}: ${problemOf(error)}.`, {
      code: "unreadable-task-file",
      cause: error,
    });
  }
}

function checkFields(fields: FieldNames, columns: ReadonlySet<string>): void {
  for (const column of Object.values(fields)) {
    if (columns.has(column)) continue;
    const known = [...columns].slice(0, 20).map((name) => `"${name}"`);
    throw new UsageError(
      `No task has a column "${column}" that a field could come from: there are ${known.join(", ")}.`,
      { code: "unknown-column" },
    );
  }
}

function nothing(
  patterns: readonly string[],
  { split, splits }: { readonly split: string | undefined; readonly splits: ReadonlySet<string> },
): UsageError {
  const where = patterns.join(", ");
  if (split === undefined) {
    return new UsageError(`There is no task in ${where}.`, { code: "no-tasks" });
  }
  const has = splits.size === 0 ? "no task names one" : `there are ${[...splits].join(", ")}`;
  return new UsageError(`No task of ${where} is in the split "${split}": ${has}.`, {
    code: "unknown-split",
  });
}

function problemOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES") return "it may not be read";
  return message.replace(/\.$/, "");
}
