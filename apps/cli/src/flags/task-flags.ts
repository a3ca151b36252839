import type { JsonObject } from "@agent-gym/core";
import type { Command } from "commander";

import { assignment, wholeNumber } from "./parse-flag.ts";

/** Which tasks are wanted, and how their environment is set, as the command line gave it. */
export interface TaskFlags {
  readonly dataFile?: string;
  readonly taskId?: string;
  readonly split?: string;
  readonly limit?: number;
  /** Options of the environment. */
  readonly set?: JsonObject;
}

/** Adds the flags that choose tasks. */
export function addTaskFlags(command: Command): Command {
  return command
    .optionsGroup("Tasks:")
    .option("--data-file <file>", "JSON array or JSON Lines; default: the environment's own tasks")
    .option(
      "--task-id <ids>",
      "only these: ids, places from 0, or ranges as in 0-9, comma separated",
    )
    .option("--split <name>", "only tasks of this split")
    .option("--limit <n>", "at most the first n of them", wholeNumber(1))
    .option("--set <path=value>", "an option of the environment; repeatable", assignment);
}
