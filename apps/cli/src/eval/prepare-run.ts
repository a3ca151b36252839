import {
  type AgentDefinition,
  type ChatModel,
  type EnvironmentDefinition,
  type JsonObject,
  UsageError,
} from "@agent-gym/core";
import { createChatModel } from "@agent-gym/model";

import type { CommandContext } from "../command-context.ts";
import { checkEndpoint } from "../endpoint/check-endpoint.ts";
import { chooseEndpoint, type EndpointChoice, shownUrl } from "../endpoint/choose-endpoint.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadAgent } from "../loading/load-agent.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { type LoadedTasks, loadTasks } from "../loading/load-tasks.ts";

/** Everything that a run is made of, found and checked; nothing is written yet. */
export interface PreparedRun extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  readonly options: JsonObject;
  readonly loaded: LoadedTasks;
  readonly agent: AgentDefinition;
  readonly sandbox?: ChosenSandbox;
  readonly model?: PreparedModel;
}

/** The model that plays the agent. */
export interface PreparedModel {
  readonly chat: ChatModel & AsyncDisposable;
  readonly choice: EndpointChoice;
  /** What decides its answers. */
  readonly identity: JsonObject;
}

interface PrepareOptions {
  readonly flags: EvalFlags;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/**
 * Finds and checks all that a run needs, what is free first: files and names, then the sandbox, then
 * the endpoint.
 *
 * @throws UsageError, SandboxError or ProviderError in one line.
 */
export async function prepareRun(
  environment: string,
  { flags, context, signal, notice }: PrepareOptions,
): Promise<PreparedRun> {
  const { cwd } = context;
  if (flags.resume === true && flags.runId === undefined) {
    throw new UsageError("--resume goes on with a run: name it with --run-id.");
  }
  if (flags.retryErrors === true && flags.resume !== true) {
    throw new UsageError("--retry-errors is for --resume: a new run has nothing to try again.");
  }
  const definition = await loadEnvironment(environment, { cwd });
  const options = definition.parseOptions(flags.set ?? {});
  const agent = await loadAgent(flags.agent, { cwd, language: flags.language });
  const loaded = await loadTasks(definition, { ...flags, cwd });
  const needs = loaded.tasks.map((task) => definition.needs(task, options));
  checkRoles(needs.flatMap(({ roles = [] }) => roles));
  const sandbox = needs.some((need) => need.sandbox !== undefined)
    ? await chooseSandbox(flags.sandbox, {
        requires: [...new Set(needs.flatMap((need) => need.sandbox ?? []))],
        skipUnmet: flags.skipUnmet ?? false,
        signal,
      })
    : undefined;
  const model =
    agent.roles.length > 0
      ? await prepareModel(agent, { flags, context, signal, notice })
      : undefined;
  return {
    definition,
    options,
    loaded,
    agent,
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(model === undefined ? {} : { model }),
    [Symbol.asyncDispose]: async () => {
      await model?.chat[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}

async function prepareModel(
  agent: AgentDefinition,
  { flags, context, signal, notice }: PrepareOptions,
): Promise<PreparedModel> {
  const choice = chooseEndpoint(flags, context.env);
  if (choice === undefined) {
    const model = flags.model === undefined ? ", and which model with --model NAME" : "";
    throw new UsageError(
      `The agent ${agent.name} asks a model: say where with --agent-url URL (or AGENT_GYM_BASE_URL)${model}. The agent oracle needs none.`,
      { code: "missing-endpoint" },
    );
  }
  const { stream = false, body = {} } = flags;
  const { model, notice: found } = await checkEndpoint(choice, {
    ...(flags.model === undefined ? {} : { model: flags.model }),
    stream,
    body,
    signal,
  });
  if (found !== undefined) notice(found);
  const sampling: JsonObject = {
    ...(flags.temperature === undefined ? {} : { temperature: flags.temperature }),
    ...(flags.topP === undefined ? {} : { top_p: flags.topP }),
    ...(flags.maxTokens === undefined ? {} : { max_tokens: flags.maxTokens }),
  };
  const chat = createChatModel({
    url: choice.url,
    model,
    ...(choice.key === undefined ? {} : { key: choice.key }),
    sampling,
    body,
    stream,
  });
  return {
    chat,
    choice: { ...choice, url: shownUrl(choice.url) },
    identity: { name: model, sampling, body, stream },
  };
}

function checkRoles(roles: readonly string[]): void {
  const [role] = roles;
  if (role === undefined) return;
  throw new UsageError(
    `The environment needs a model for the role "${role}"; this program has models for agents only.`,
    { code: "missing-model" },
  );
}
