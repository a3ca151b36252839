import { createTasks, type EnvironmentDefinition, type Task, UsageError } from "@agent-gym/core";
import type { RunRecord } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import type { RegradeFlags } from "../flags/regrade-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { roleSources } from "../models/role-sources.ts";
import { taskNeeds } from "../models/task-needs.ts";

/** What a run is judged again with. */
export interface PreparedRegrade extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  /** Absent when no task uses one. */
  readonly sandbox?: ChosenSandbox;
  readonly models: PreparedModels;
}

/** @throws UsageError, SandboxError or ProviderError in one line. */
export async function prepareRegrade(
  record: RunRecord,
  {
    flags,
    context,
    signal,
    notice,
  }: {
    readonly flags: RegradeFlags;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
    readonly notice: (text: string) => void;
  },
): Promise<PreparedRegrade> {
  const { cwd, env } = context;
  const definition = await loadEnvironment(flags.environment ?? startedWith(record), {
    cwd,
    signal,
  });
  // Addresses are not recorded; what else the options said holds.
  const options = definition.parseOptions(record.description.identity.environment.options);
  const needs = taskNeeds(await recordedTasks(record), { definition, options });
  const sandbox =
    needs.capabilities === undefined
      ? undefined
      : await chooseSandbox(flags.sandbox, {
          image: flags.image,
          requires: needs.capabilities,
          // What it can't judge is told, episode by episode.
          skipUnmet: true,
          signal,
        });
  const models = await prepareModels({
    agent: undefined,
    roles: roleSources(needs.roles, { options, flags, env, agent: undefined, replay: false }),
    flags: {},
    cwd,
    signal,
    notice,
  });
  return {
    definition,
    ...(sandbox === undefined ? {} : { sandbox }),
    models,
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}

/** The environment as it was typed when the run was started; its bare name is mostly no module. */
function startedWith({ description }: RunRecord): string {
  const { identity, launches, runId } = description;
  const command = launches.at(-1)?.circumstances["command"];
  const typed = Array.isArray(command) ? (command[1] as unknown) : identity.environment.name;
  if (typeof typed === "string") return typed;
  throw new UsageError(`Run ${runId} does not say how it was started: name its --environment.`);
}

async function recordedTasks(record: RunRecord): Promise<readonly Task[]> {
  const data = await record.taskData();
  const tasks = await Promise.all([...data.values()].map((one) => createTasks([one])));
  return tasks.flat();
}
