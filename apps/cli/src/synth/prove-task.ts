import { UsageError } from "@agent-gym/core";
import { validateTasks, type ValidateOptions } from "@agent-gym/runner";
import type { ValidateTask } from "@agent-gym/synthesizer";

/** Proves one task as `agent-gym validate` does. */
export function proveTask(options: Omit<ValidateOptions, "tasks" | "signal">): ValidateTask {
  return async (task, { signal }) => {
    try {
      const { tasks } = await validateTasks({ ...options, tasks: [task], signal });
      const [validation] = tasks;
      if (validation === undefined) throw new Error(`Nobody tried ${task.id}.`);
      const { standing, why = "", probes } = validation;
      return standing === "not-provable" ? [{ probe: "needs", passed: null, why }] : probes;
    } catch (error) {
      // What it needs is not here: that speaks of this task alone.
      if (!UsageError.isInstance(error)) throw error;
      return [{ probe: "needs", passed: null, why: error.message }];
    }
  };
}
