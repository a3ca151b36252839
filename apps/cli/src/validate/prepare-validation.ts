import type { EnvironmentDefinition, JsonObject, Task } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { ValidateFlags } from "../flags/validate-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { loadTasks } from "../loading/load-tasks.ts";
import { readOptions } from "../loading/read-options.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { roleSources } from "../models/role-sources.ts";
import { taskNeeds } from "../models/task-needs.ts";

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
  const definition = await loadEnvironment(environment, { cwd, signal });
  const options = readOptions(definition, flags.set ?? {});
  const { tasks, source } = await loadTasks(definition, { ...flags, cwd, signal, unchecked: true });
  const { capabilities, roles } = taskNeeds(tasks, { definition, options });
  const sandbox =
    capabilities === undefined
      ? undefined
      : await chooseSandbox(flags.sandbox, {
          image: flags.image,
          requires: capabilities,
          // What it can't do shows as such, task by task.
          skipUnmet: true,
          signal,
        });
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
