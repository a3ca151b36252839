import { defineEnvironment, type EnvironmentDefinition } from "@agent-gym/core";

import packageJson from "../package.json" with { type: "json" };
import { DialogueEnvironment } from "./dialogue-environment.ts";
import { gradeEpisode } from "./judge/grade-episode.ts";
import { nlpOptionsSchema } from "./nlp-options.ts";
import { roleDescriptions } from "./roles/role.ts";
import { sampleTasks } from "./sample-tasks.ts";
import { taskScripts } from "./scripts/task-scripts.ts";
import { nlpTaskSchema } from "./task/nlp-task.ts";
import { requiredRoles } from "./task/required-roles.ts";
import { scenarioOf } from "./task/scenario.ts";
import { taskProblems } from "./task/task-problems.ts";
import type { CodeTool } from "./tools/code-tool.ts";

/** What makes a dialogue environment of one's own. */
export interface NlpEnvironmentSpecification {
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  /**
   * Any text; change it when the same actions would earn another reward: results of two versions
   * are not compared unasked.
   */
  readonly version: string;
  /** One line for people, shown where environments are listed. */
  readonly description: string;
  /** Tools that code answers, by name; a task still declares those that it has. Default: none. */
  readonly tools?: Readonly<Record<string, CodeTool>>;
}

/**
 * A dialogue environment: the one of this package when nothing is said, or one of another name whose
 * tools are partly in code.
 */
export function createNlpEnvironment(
  specification?: NlpEnvironmentSpecification,
): EnvironmentDefinition {
  const {
    name = "nlp",
    version = packageJson.version,
    description = "Dialogues with a simulated user over simulated tools, judged by what was done and said.",
    tools = {},
  } = specification ?? {};
  const codeTools = new Set(Object.keys(tools));
  return defineEnvironment({
    name,
    version,
    description,
    task: nlpTaskSchema,
    options: nlpOptionsSchema,
    roles: roleDescriptions,
    check: ({ input }) => taskProblems(input, { codeTools }),
    needs: ({ input }) => {
      const roles = requiredRoles(scenarioOf(input), { codeTools });
      return roles.length === 0 ? {} : { roles };
    },
    // An environment with a name and tools of its own has tasks of its own.
    ...(specification === undefined ? { tasks: sampleTasks } : {}),
    create: (task, options, context) =>
      new DialogueEnvironment(task, { options, context, codeTools: tools }),
    grade: gradeEpisode,
    scripts: ({ input }) => taskScripts(input),
  });
}
