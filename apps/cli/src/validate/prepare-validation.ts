import {
  type EnvironmentDefinition,
  InvalidTaskError,
  type JsonObject,
  type Needs,
  type Task,
} from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { ValidateFlags } from "../flags/validate-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { loadTasks } from "../loading/load-tasks.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { roleSources } from "../models/role-sources.ts";

/** What tasks are proved with. */
export interface PreparedValidation extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  readonly options: JsonObject;
  /** Valid or not. */
  readonly tasks: readonly Task[];
  /** As a person calls the place that they come from. */
  readonly source: string;
  /** Absent when no task uses one. */
  readonly sandbox?: ChosenSandbox;
  /** Those that are named; a task whose roles nobody plays is not provable. */
  readonly models: PreparedModels;
}

/** @throws UsageError, SandboxError or ProviderError in one line. */
export async function prepareValidation(
  environment: string,
  {
    flags,
    context,
    signal,
    notice,
  }: {
    readonly flags: ValidateFlags;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
    readonly notice: (text: string) => void;
  },
): Promise<PreparedValidation> {
  const { cwd, env } = context;
  const definition = await loadEnvironment(environment, { cwd });
  const options = definition.parseOptions(flags.set ?? {});
  const { tasks, source } = await loadTasks(definition, { ...flags, cwd, unchecked: true });
  const needs = tasks.flatMap((task) => needsOf(task, definition, options));
  const capabilities = needs.flatMap(({ sandbox }) => (sandbox === undefined ? [] : [sandbox]));
  const sandbox =
    capabilities.length === 0
      ? undefined
      : await chooseSandbox(flags.sandbox, {
          image: flags.image,
          requires: [...new Set(capabilities.flat())],
          // What it can't do shows as such, task by task.
          skipUnmet: true,
          signal,
        });
  const roles = [...new Set(needs.flatMap(({ roles: own = [] }) => own))];
  const models = await prepareModels({
    agent: undefined,
    roles: roleSources(roles, {
      options,
      flags,
      env,
      agent: undefined,
      replay: false,
    }),
    flags: {},
    cwd,
    signal,
    notice,
  });
  return {
    definition,
    options,
    tasks,
    source,
    ...(sandbox === undefined ? {} : { sandbox }),
    models,
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}

/** None for a task that is not valid: it says so when its turn comes. */
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
