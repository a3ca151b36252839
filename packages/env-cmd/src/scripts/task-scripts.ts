import type { TaskScripts } from "@agent-gym/core";

import type { CmdTask } from "../task/cmd-task.ts";
import { cheatsFor } from "./cheats.ts";
import { shellScript } from "./shell-script.ts";

/** A task's reference solution, if it has one, and the cheats that every task must withstand. */
export function taskScripts(task: CmdTask): TaskScripts {
  const cheats = cheatsFor(task);
  if (task.solution === undefined) return { cheats };
  return { solution: shellScript(task.solution), cheats };
}
