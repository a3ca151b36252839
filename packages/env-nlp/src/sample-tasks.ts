import type { JsonObject, TaskQuery } from "@agent-gym/core";

import samples from "./sample-tasks.json" with { type: "json" };

/**
 * Tasks of the repository that need no model: closed worlds with a scripted user, half of them Chinese.
 * They belong to no split, so that none is found where one is asked for.
 */
export async function* sampleTasks({ split }: TaskQuery): AsyncGenerator<JsonObject> {
  if (split === undefined) yield* samples as readonly JsonObject[];
}
