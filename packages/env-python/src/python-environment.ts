import { defineEnvironment, type EnvironmentDefinition } from "@agent-gym/core";

import { CellEnvironment } from "./cell-environment.ts";
import { gradeEpisode } from "./grade/grade-episode.ts";
import { pythonOptionsSchema } from "./python-options.ts";
import { sampleTasks } from "./sample-tasks.ts";
import { taskScripts } from "./scripts/task-scripts.ts";
import { answerType, pythonTaskSchema } from "./task/python-task.ts";
import { taskProblems } from "./task/task-problems.ts";

/**
 * Mathematics, data and algorithms: the agent runs Python, and is judged by the answer that it gives
 * in the end, or by hidden tests of its program. The reward is 1 or 0.
 */
export const pythonEnvironment: EnvironmentDefinition = defineEnvironment({
  name: "python",
  // Counts up when equal episodes may read or score differently than before.
  version: "1",
  description: "Questions solved by running Python, judged by the answer or by hidden tests.",
  task: pythonTaskSchema,
  options: pythonOptionsSchema,
  check: ({ input }) => taskProblems(input),
  needs: ({ input }, { stateless }) => ({
    sandbox: [stateless && answerType(input) !== "tests" ? "python" : "stateful-python"],
  }),
  tasks: sampleTasks,
  create: (task, options, context) => new CellEnvironment(task, options, context),
  grade: gradeEpisode,
  scripts: ({ input }) => taskScripts(input),
});
