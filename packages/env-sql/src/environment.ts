import { defineEnvironment, type EnvironmentDefinition, finalAnswer } from "@agent-gym/core";

import { gradeEvidence } from "./checks/grade-evidence.ts";
import { sampleTasks } from "./samples/sample-tasks.ts";
import { sqlScripts } from "./scripts.ts";
import { SqlEnvironment } from "./sql-environment.ts";
import type { SqlEvidence } from "./sql-evidence.ts";
import { type SqlOptions, sqlOptionsSchema } from "./sql-options.ts";
import { type SqlTask, sqlTaskSchema } from "./task/sql-task.ts";
import { tryTask } from "./task/try-task.ts";

/** Questions about a SQLite database, and changes of it, judged by what the database holds in the end. */
export const sqlEnvironment: EnvironmentDefinition = defineEnvironment<
  SqlTask,
  SqlOptions,
  SqlEvidence
>({
  name: "sql",
  version: "1",
  description: "Answer questions about a SQLite database, and change it as asked.",
  task: sqlTaskSchema,
  options: sqlOptionsSchema,
  check: ({ input }) => tryTask(input).faults,
  tasks: async function* ({ split }) {
    // The samples belong to no split.
    if (split === undefined) yield* sampleTasks;
  },
  create: (task, options) => new SqlEnvironment(task, options),
  grade: ({ task, evidence, transcript }, _, { signal }) =>
    gradeEvidence(task.input.checks, evidence.data, finalAnswer(transcript) ?? "", signal),
  scripts: (task) => sqlScripts(task),
});
