import type { Capability } from "@agent-gym/core";

import type { CmdTask } from "./cmd-task.ts";

/** What a task's sandbox must be able to do: what it says, and Python for its Python scripts. */
export function requiredCapabilities(task: CmdTask): readonly Capability[] {
  const python = task.env !== undefined || task.verify !== undefined ? ["python"] : [];
  return [...new Set([...task.requires, ...python])];
}
