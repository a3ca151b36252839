import type { EnvironmentDefinition } from "@agent-gym/core";

import { createNlpEnvironment } from "./create-nlp-environment.ts";

/**
 * Dialogues: the agent talks with a user and calls tools over a world of tables. Judged by the task's
 * rubric; the reward is 1 or 0, or a share where the rubric is weighted.
 */
export const nlpEnvironment: EnvironmentDefinition = createNlpEnvironment();
