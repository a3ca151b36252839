import type { JsonObject } from "@agent-gym/core";
import type { Command } from "commander";

import { assignment, renaming, wholeNumber, words } from "./parse-flag.ts";

/** Which tasks are wanted, and how their environment is set, as the command line gave it. */
export interface TaskFlags {
  /** Paths and globs. */
  readonly dataFile?: readonly string[];
  /** A task's field by the column that it comes from. */
  readonly field?: Readonly<Record<string, string>>;
  readonly taskId?: string;
  readonly split?: string;
  readonly shuffle?: boolean;
  readonly limit?: number;
  /** Options of the environment. */
  readonly set?: JsonObject;
}

/** Adds the flags that choose tasks. */
export function addTaskFlags(command: Command): Command {
  return command
    .optionsGroup("Tasks:")
    .option(
      "--data-file <files...>",
      "JSON, JSON Lines, CSV or Parquet; globs; default: the environment's own tasks",
      words,
    )
    .option("--field <field=column>", "a task's field comes from that column; repeatable", renaming)
    .option(
      "--task-id <ids>",
      "only these: ids, places from 0, or ranges as in 0-9, comma separated",
    )
    .option("--split <name>", "only tasks of this split")
    .option("--shuffle", "in an order that --seed decides")
    .option("--limit <n>", "at most the first n of them", wholeNumber(1))
    .option("--set <path=value>", "an option of the environment; repeatable", assignment);
}
