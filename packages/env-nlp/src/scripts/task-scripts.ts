import type { TaskScripts } from "@agent-gym/core";

import type { NlpTask } from "../task/nlp-task.ts";
import { scenarioOf } from "../task/scenario.ts";
import { cheatsFor } from "./cheats.ts";
import { playTurns } from "./play-turns.ts";

/** A task's reference solution, if it has one, and the cheats that every task must withstand. */
export function taskScripts(task: NlpTask): TaskScripts {
  const cheats = cheatsFor(scenarioOf(task));
  return task.solution === undefined ? { cheats } : { solution: playTurns(task.solution), cheats };
}
