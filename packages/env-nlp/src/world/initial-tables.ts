import type { WorldData } from "../task/nlp-task.ts";
import type { Tables } from "./world-state.ts";

/** A world's tables as they stand at the start. */
export function initialTables({ tables = {} }: WorldData): Tables {
  return Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows]));
}
