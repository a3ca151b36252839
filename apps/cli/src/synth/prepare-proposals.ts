import type { EnvironmentDefinition, JsonObject, Task } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { TasksSynthFlags } from "../flags/tasks-synth-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { loadTasks } from "../loading/load-tasks.ts";
import { readOptions } from "../loading/read-options.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { roleSources } from "../models/role-sources.ts";
import { chooseTeacher, missingTeacher } from "./choose-teacher.ts";

/** The role of whoever proposes tasks. */
export const teacherRole = "teacher";

/** What tasks are proposed and proved with. */
export interface PreparedProposals extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  readonly options: JsonObject;
  /** The examples. */
  readonly seeds: readonly Task[];
  /** As a person calls the place that they come from. */
  readonly source: string;
  /** Absent when no example uses one. */
  readonly sandbox?: ChosenSandbox;
  /** The teacher, and those of the environment's roles that are named. */
  readonly models: PreparedModels;
}

/** @throws UsageError, SandboxError or ProviderError in one line. */
export async function prepareProposals(
  environment: string,
  {
    flags,
    context,
    signal,
    notice,
  }: {
    readonly flags: TasksSynthFlags;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
    readonly notice: (text: string) => void;
  },
): Promise<PreparedProposals> {
  const { cwd, env } = context;
  const definition = await loadEnvironment(environment, { cwd, signal });
  const options = readOptions(definition, flags.set ?? {});
  const choice = chooseTeacher(flags, env);
  if (choice === undefined) throw missingTeacher();
  const { tasks: seeds, source } = await loadTasks(definition, { ...flags, cwd });
  const needs = seeds.map((task) => definition.needs(task, options));
  const capabilities = needs.flatMap(({ sandbox }) => (sandbox === undefined ? [] : [sandbox]));
  const sandbox =
    capabilities.length === 0
      ? undefined
      : await chooseSandbox(flags.sandbox, {
          image: flags.image,
          requires: [...new Set(capabilities.flat())],
          // What it can't do shows as such, proposal by proposal.
          skipUnmet: true,
          signal,
        });
  const roles = [...new Set(needs.flatMap(({ roles: own = [] }) => own))];
  const { teacherModel, maxTokens } = flags;
  const models = await prepareModels({
    agent: {
      roles: [teacherRole],
      choice,
      ...(teacherModel === undefined ? {} : { model: teacherModel }),
      flag: "--teacher-model",
      sampling: maxTokens === undefined ? {} : { max_tokens: maxTokens },
      body: {},
    },
    roles: roleSources(roles, { options, flags, env, agent: choice, replay: false }),
    flags: {},
    cwd,
    signal,
    notice,
  });
  return {
    definition,
    options,
    seeds,
    source,
    ...(sandbox === undefined ? {} : { sandbox }),
    models,
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}
