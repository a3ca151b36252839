import { createTasks, type EnvironmentDefinition, UsageError } from "@agent-gym/core";
import { loadTaskFiles } from "@agent-gym/runner";

import { type LoadedTasks, loadTasks } from "../loading/load-tasks.ts";
import { selectTasks } from "../loading/select-tasks.ts";

/** Which tasks are wanted, of several files. */
interface TrainingTasks {
  /** Paths and globs. Absent: the environment's own tasks. */
  readonly dataFile?: readonly string[];
  readonly taskId?: string;
  readonly limit?: number;
  readonly seed?: number;
  readonly cwd: string;
}

/**
 * Reads, chooses and validates tasks of all files together.
 *
 * @throws UsageError for a file that can't be read, an unknown task, or one that breaks its schema.
 */
export async function loadTrainingTasks(
  definition: EnvironmentDefinition,
  { dataFile, ...selection }: TrainingTasks,
): Promise<LoadedTasks> {
  if (dataFile === undefined) return loadTasks(definition, selection);
  const { cwd, taskId, limit } = selection;
  const { taskSchema: schema } = definition;
  const all = await createTasks(await loadTaskFiles(dataFile, { cwd, schema }));
  const source = dataFile.join(", ");
  if (all.length === 0) throw new UsageError(`There is no task in ${source}.`);
  const chosen = taskId === undefined ? all : selectTasks(all, taskId);
  const tasks = chosen.slice(0, limit);
  for (const task of tasks) definition.check(task);
  return { tasks, source };
}
