import { digestJson, type Task } from "@agent-gym/core";

/**
 * What nonces and dice of an episode are made of: the same whenever it is played again, and nothing
 * that its agent is told.
 */
export function makeSecret(task: Pick<Task, "digest">, seed: number): Promise<string> {
  return digestJson(["env-nlp", task.digest, seed]);
}
