import { digestJson, type Task } from "@agent-gym/core";

/**
 * Tasks in an order that a seed decides, and nothing but the seed and the tasks' content: one task more
 * or less leaves the others in the order that they had.
 */
export async function shuffleTasks(tasks: readonly Task[], seed: number): Promise<readonly Task[]> {
  const ranked = await Promise.all(
    tasks.map(async (task) => ({ task, rank: await digestJson([seed, task.digest]) })),
  );
  return ranked
    .toSorted((left, right) => (left.rank < right.rank ? -1 : left.rank > right.rank ? 1 : 0))
    .map(({ task }) => task);
}
