import {
  type AgentDefinition,
  AgentGymError,
  type EnvironmentDefinition,
  type JsonObject,
  type Task,
  UsageError,
} from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import { chooseEndpoint } from "../endpoint/choose-endpoint.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadAgent } from "../loading/load-agent.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { loadTasks } from "../loading/load-tasks.ts";
import { readOptions } from "../loading/read-options.ts";
import { isReplay } from "../models/model-cache-flag.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { withoutUrls } from "../models/role-sources.ts";
import type { AgentSource } from "../models/seat-models.ts";
import { type LeftOut, seatTasks } from "../models/seat-tasks.ts";

/** Everything that a run is made of, found and checked; nothing is written yet. */
export interface PreparedRun extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  /** As they are recorded. */
  readonly options: JsonObject;
  readonly tasks: readonly Task[];
  /** As a person calls the place that they come from. */
  readonly source: string;
  /** Tasks that no model is there for, where leaving them out was asked for. */
  readonly leftOut: readonly LeftOut[];
  readonly agent: AgentDefinition;
  readonly sandbox?: ChosenSandbox;
  readonly models: PreparedModels;
}

interface PrepareOptions {
  readonly flags: EvalFlags;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
  /**
   * Told of what keeps the run from starting, once it is known what it would run; the rest is then
   * prepared without it, and nothing is opened that would be written to. Default: it is thrown.
   */
  readonly onMissing?: (error: AgentGymError) => void;
}

/**
 * Finds and checks all that a run needs, what is free first: files and names, then the sandbox, then
 * the endpoints.
 *
 * @throws UsageError, SandboxError or ProviderError in one line.
 */
export async function prepareRun(
  environment: string,
  { flags, context, signal, notice, onMissing }: PrepareOptions,
): Promise<PreparedRun> {
  const unlessMissing = tolerating(onMissing);
  const { cwd, env } = context;
  checkResume(flags);
  const definition = await loadEnvironment(environment, { cwd, signal });
  const options = readOptions(definition, flags.set ?? {});
  const agent = await loadAgent(flags.agent, { cwd, signal, language: flags.language });
  const loaded = await loadTasks(definition, { ...flags, cwd });
  const source = await unlessMissing(() => agentSource(agent, { flags, env }));
  const seats = { definition, options, flags, env };
  const seated = await unlessMissing(() =>
    seatTasks(loaded.tasks, { ...seats, agent: { roles: agent.roles, choice: source?.choice } }),
  );
  const { tasks = loaded.tasks, leftOut = [], sources = [], capabilities } = seated ?? {};
  const sandbox =
    capabilities === undefined
      ? undefined
      : await unlessMissing(() =>
          chooseSandbox(flags.sandbox, {
            image: flags.image,
            requires: capabilities,
            skipUnmet: flags.skipUnmet ?? false,
            signal,
          }),
        );
  const asked = { flags, cwd, dryRun: onMissing !== undefined, signal, notice };
  const nobody = { ...asked, flags: {}, agent: undefined, roles: [] };
  const models =
    (await unlessMissing(() => prepareModels({ ...asked, agent: source, roles: sources }))) ??
    (await prepareModels(nobody));
  return {
    definition,
    options: withoutUrls(options, Object.keys(definition.roles)),
    tasks,
    source: loaded.source,
    leftOut,
    agent,
    ...(sandbox === undefined ? {} : { sandbox }),
    models,
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}

/** Runs a step; where what is missing is tolerated, tells of it and goes on without a result. */
function tolerating(
  onMissing: PrepareOptions["onMissing"],
): <Result>(step: () => Result | Promise<Result>) => Promise<Result | undefined> {
  return async (step) => {
    try {
      return await step();
    } catch (error) {
      if (onMissing === undefined || !AgentGymError.isInstance(error)) throw error;
      onMissing(error);
      return undefined;
    }
  };
}

function checkResume({ resume, runId, retryErrors, logDir }: EvalFlags): void {
  if (resume === true && runId === undefined) {
    throw new UsageError(
      `--resume goes on with a run, and there is none in ${logDir}: name it with --run-id.`,
    );
  }
  if (retryErrors === true && resume !== true) {
    throw new UsageError("--retry-errors is for --resume: a new run has nothing to try again.");
  }
}

function agentSource(
  { name, roles }: AgentDefinition,
  { flags, env }: { readonly flags: EvalFlags; readonly env: CommandContext["env"] },
): AgentSource | undefined {
  if (roles.length === 0) return undefined;
  const replay = isReplay(flags);
  const choice = replay ? undefined : chooseEndpoint(flags, env);
  if (choice === undefined && !replay) {
    const model = flags.model === undefined ? ", and which model with --model NAME" : "";
    throw new UsageError(
      `The agent ${name} asks a model: say where with --agent-url URL (or AGENT_GYM_BASE_URL)${model}. The agent oracle needs none.`,
      { code: "missing-endpoint" },
    );
  }
  const sampling: JsonObject = {
    ...(flags.temperature === undefined ? {} : { temperature: flags.temperature }),
    ...(flags.topP === undefined ? {} : { top_p: flags.topP }),
    ...(flags.maxTokens === undefined ? {} : { max_tokens: flags.maxTokens }),
  };
  return {
    roles,
    choice,
    ...(flags.model === undefined ? {} : { model: flags.model }),
    flag: "--model",
    sampling,
    body: flags.body ?? {},
  };
}
