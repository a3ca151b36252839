import { createTasks, type Task } from "@agent-gym/core";

/** So many tasks of the counter environment, all different. */
export async function counterTasks(count: number): Promise<readonly Task[]> {
  return createTasks(
    Array.from({ length: count }, (_, index) => ({ id: `task-${index}`, target: 2 })),
  );
}

/** What a model says in the counter environment: two calls, then a last word: three turns. */
export function counterReply(assistantTurns: number): string {
  return assistantTurns < 2
    ? `<think>\nOne more.\n</think>\n\n<tool_call>\n{"name": "add", "arguments": {"amount": 1}}\n</tool_call>`
    : "Done.";
}
