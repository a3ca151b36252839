import type { JsonObject } from "@agent-gym/core";

import { clinicTasks } from "./clinic-tasks.ts";
import { libraryTasks } from "./library-tasks.ts";
import { schoolTasks } from "./school-tasks.ts";
import { shopTasks } from "./shop-tasks.ts";

/** Tasks that come with the package: as many questions as changes, half of them Chinese. */
export const sampleTasks: readonly JsonObject[] = [
  ...shopTasks,
  ...libraryTasks,
  ...clinicTasks,
  ...schoolTasks,
];
