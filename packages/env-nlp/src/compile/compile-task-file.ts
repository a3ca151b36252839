import { readFile, rename, writeFile } from "node:fs/promises";

import {
  AgentGymError,
  createTasks,
  isJsonObject,
  type JsonObject,
  parseTaskFile,
} from "@agent-gym/core";

import { compileTask, type CompileOptions } from "./compile-task.ts";

/** What became of a file of short tasks. */
export interface CompiledFile {
  /** The file with the whole tasks, beside the one with the short ones. */
  readonly path: string;
  /** Tasks that a model was asked about, by id. */
  readonly compiled: readonly string[];
  /** Tasks that stood in the file already, or needed nothing. */
  readonly kept: readonly string[];
  /** Tasks that no answer made valid; they are not in the file. */
  readonly failed: readonly {
    /** The task's id. */
    readonly task: string;
    /** What was wrong with the last answer, in one line for people. */
    readonly message: string;
  }[];
  /** Tasks that stood in the file, and whose short form has changed or is gone. */
  readonly dropped: readonly string[];
}

/**
 * Compiles the tasks of a file into another beside it: `nlp.json` into `nlp.compiled.json`, a task
 * file like any other. A task that stands there already, by the digest of what it was made of, is
 * kept with all that a person has changed in it, and no model is asked. Never happens unasked.
 *
 * @throws UsageError for a file that holds no tasks.
 */
export async function compileTaskFile(
  file: string,
  options: CompileOptions,
): Promise<CompiledFile> {
  const tasks = await createTasks(parseTaskFile(await readFile(file, "utf8"), file));
  const path = file.replace(/(?:\.jsonl?)?$/, ".compiled.json");
  const known = await readCompiled(path);
  const made = new Map<string, JsonObject>();
  const compiled: string[] = [];
  const kept: string[] = [];
  const failed: { readonly task: string; readonly message: string }[] = [];
  // In the order of the file; what stood there already stays until its turn comes.
  const write = async (): Promise<void> => {
    const whole = tasks.flatMap(({ digest }): JsonObject[] => {
      const data = made.get(digest) ?? known.get(digest);
      return data === undefined ? [] : [data];
    });
    if (whole.length > 0) await writeWhole(path, whole);
  };
  for (const { id, digest, data } of tasks) {
    if (known.has(digest)) {
      kept.push(id);
      continue;
    }
    try {
      const { data: whole, added } = await compileTask(data, options);
      made.set(digest, whole);
      (added.length === 0 ? kept : compiled).push(id);
    } catch (error) {
      if (!AgentGymError.isInstance(error) || error.code !== "compile-failed") throw error;
      failed.push({ task: id, message: error.message });
    }
    // What was paid for is kept, whatever happens to the next task.
    await write();
  }
  await write();
  const digests = new Set(tasks.map(({ digest }) => digest));
  const dropped = [...known]
    .filter(([digest]) => !digests.has(digest))
    .map(([digest, data]) => (typeof data["id"] === "string" ? data["id"] : digest.slice(0, 8)));
  return { path, compiled, kept, failed, dropped };
}

async function readCompiled(path: string): Promise<ReadonlyMap<string, JsonObject>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
  return new Map(
    parseTaskFile(text, path).flatMap((data): [string, JsonObject][] => {
      const { compiled } = data;
      const from = isJsonObject(compiled) ? compiled["from"] : undefined;
      return typeof from === "string" ? [[from, data]] : [];
    }),
  );
}

/** A reader never sees half a file. */
async function writeWhole(path: string, tasks: readonly JsonObject[]): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify(tasks, null, 2)}\n`);
  await rename(draft, path);
}
