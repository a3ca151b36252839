import {
  type Capability,
  type EnvironmentDefinition,
  InvalidTaskError,
  type JsonObject,
  type Needs,
  type Task,
} from "@agent-gym/core";

/** What tasks need together. */
export interface TaskNeeds {
  /** `undefined` when no task uses a sandbox. */
  readonly capabilities: readonly Capability[] | undefined;
  readonly roles: readonly string[];
}

/** What the valid ones of some tasks need; one that is not valid says so when its turn comes. */
export function taskNeeds(
  tasks: readonly Task[],
  {
    definition,
    options,
  }: { readonly definition: EnvironmentDefinition; readonly options: JsonObject },
): TaskNeeds {
  const needs = tasks.flatMap((task) => needsOf(task, definition, options));
  const sandboxes = needs.flatMap(({ sandbox }) => (sandbox === undefined ? [] : [sandbox]));
  return {
    capabilities: sandboxes.length === 0 ? undefined : [...new Set(sandboxes.flat())],
    roles: [...new Set(needs.flatMap(({ roles = [] }) => roles))],
  };
}

function needsOf(
  task: Task,
  definition: EnvironmentDefinition,
  options: JsonObject,
): readonly Needs[] {
  try {
    return [definition.needs(task, options)];
  } catch (error) {
    if (InvalidTaskError.isInstance(error)) return [];
    throw error;
  }
}
