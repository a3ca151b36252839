import { hash } from "node:crypto";

import type { GroupTask } from "../row/task-group.ts";

/** How tasks are dealt out. A task is never in two splits, whatever its rows. */
export interface SplitOptions {
  /** Of the tasks so many, from 0 to below 1, go into `validation`. Default 0. */
  readonly validation?: number;
  /** Deals them out in another way. Default 0. */
  readonly seed?: number;
}

/** The split of a task: as it says itself, else by its digest, so that equal tasks stay together. */
export function splitOf(
  task: Pick<GroupTask, "digest" | "split">,
  { validation = 0, seed = 0 }: SplitOptions = {},
): "train" | "validation" {
  if (task.split !== undefined && /^(?:val|valid|validation|dev)$/i.test(task.split)) {
    return "validation";
  }
  const draw = hash("sha256", `split:${seed}:${task.digest}`, "buffer").readUInt32BE() / 2 ** 32;
  return draw < validation ? "validation" : "train";
}
