import { defineEnvironment, type EnvironmentDefinition } from "@agent-gym/core";

import { cmdOptionsSchema } from "./cmd-options.ts";
import { sampleTasks } from "./sample-tasks.ts";
import { taskScripts } from "./scripts/task-scripts.ts";
import { ShellEnvironment } from "./shell-environment.ts";
import { cmdTaskSchema } from "./task/cmd-task.ts";
import { requiredCapabilities } from "./task/required-capabilities.ts";
import { taskProblems } from "./task/task-problems.ts";
import { gradeEpisode } from "./verify/grade-episode.ts";

/**
 * Command-line tasks: a workspace, a shell and file tools; judged by what is in the workspace at the
 * end. The reward is 1 or 0.
 */
export const cmdEnvironment: EnvironmentDefinition = defineEnvironment({
  name: "cmd",
  // Counts up when equal episodes may read or score differently than before.
  version: "1",
  description: "Command-line tasks in a sandboxed workspace, judged by the files left behind.",
  task: cmdTaskSchema,
  options: cmdOptionsSchema,
  check: ({ input }) => taskProblems(input),
  needs: ({ input }) => ({ sandbox: requiredCapabilities(input) }),
  tasks: sampleTasks,
  create: (task, options, context) => new ShellEnvironment(task, options, context),
  grade: gradeEpisode,
  scripts: ({ input }) => taskScripts(input),
});
