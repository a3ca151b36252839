import type { JsonObject } from "@agent-gym/core";

import { chineseTasks } from "./chinese-tasks.ts";
import { englishTasks } from "./english-tasks.ts";

/** Tasks that come with the package, so that it can be tried alone. */
export const sampleTasks: readonly JsonObject[] = [...englishTasks, ...chineseTasks].map(
  // Their types know more than a task file does.
  (task) => ({ ...task }) as unknown as JsonObject,
);
