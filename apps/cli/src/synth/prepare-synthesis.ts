import type { AgentDefinition, EnvironmentDefinition, JsonObject, Task } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";
import type { JudgeOptions } from "@agent-gym/synthesizer";

import type { CommandContext } from "../command-context.ts";
import type { SynthFlags } from "../flags/synth-flags.ts";
import { type ChosenSandbox, chooseSandbox } from "../loading/choose-sandbox.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { loadTasks } from "../loading/load-tasks.ts";
import { readOptions } from "../loading/read-options.ts";
import { isReplay } from "../models/model-cache-flag.ts";
import { type PreparedModels, prepareModels } from "../models/prepare-models.ts";
import { withoutUrls } from "../models/role-sources.ts";
import type { AgentSource } from "../models/seat-models.ts";
import { type LeftOut, type SeatedTasks, seatTasks } from "../models/seat-tasks.ts";
import { chooseJudge } from "./choose-judge.ts";
import { chooseTeacher, missingTeacher, teacherAgentName } from "./choose-teacher.ts";
import { teacherAgent } from "./teacher-agent.ts";

/** Everything that a teacher's run is made of, found and checked; nothing is written yet. */
export interface PreparedSynthesis extends AsyncDisposable {
  readonly definition: EnvironmentDefinition;
  /** As they are recorded. */
  readonly options: JsonObject;
  /** Those held out for evaluation are still among them. */
  readonly tasks: readonly Task[];
  /** As a person calls the place that they come from. */
  readonly source: string;
  readonly leftOut: readonly LeftOut[];
  readonly agent: AgentDefinition;
  readonly sandbox?: ChosenSandbox;
  readonly models: PreparedModels;
  /** Who judges rows, and by what; absent when nobody does. */
  readonly judge?: Pick<JudgeOptions, "model" | "rubric" | "threshold">;
}

interface PrepareOptions {
  readonly flags: SynthFlags;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
  readonly notice: (text: string) => void;
}

/**
 * Finds and checks all that a teacher's run needs, what is free first: files and names, then the
 * sandbox, then the endpoints.
 *
 * @throws UsageError, SandboxError or ProviderError in one line.
 */
export async function prepareSynthesis(
  environment: string,
  { flags, context, signal, notice }: PrepareOptions,
): Promise<PreparedSynthesis> {
  const { cwd, env } = context;
  const definition = await loadEnvironment(environment, { cwd, signal });
  const options = readOptions(definition, flags.set ?? {});
  const teacher = chooseTeacher(flags, env);
  const agent = await teacherAgent(flags.agent ?? teacherAgentName(teacher), { flags, cwd });
  const choice = agent.roles.length === 0 || isReplay(flags) ? undefined : teacher;
  if (agent.roles.length > 0 && choice === undefined && !isReplay(flags)) throw missingTeacher();
  const judge = await chooseJudge(flags, { env, cwd, teacher, replay: isReplay(flags) });
  // Here --split deals out the dataset.
  const { split: _, ...selection } = flags;
  const { tasks: asked, source } = await loadTasks(definition, { ...selection, cwd });
  const seated = seatTasks(asked, {
    definition,
    options,
    flags,
    env,
    agent: { roles: agent.roles, choice },
  });
  const sandbox = await chooseRealSandbox(seated, { flags, signal });
  const models = await prepareModels({
    agent: agent.roles.length === 0 ? undefined : agentSource(agent, { flags, choice }),
    roles: seated.sources,
    judge: judge?.source,
    flags,
    cwd,
    signal,
    notice,
  });
  return {
    definition,
    options: withoutUrls(options, Object.keys(definition.roles)),
    tasks: seated.tasks,
    source,
    leftOut: seated.leftOut,
    agent,
    ...(sandbox === undefined ? {} : { sandbox }),
    models,
    ...(judge === undefined || models.judge === undefined
      ? {}
      : { judge: { ...judge.options, model: models.judge.model } }),
    [Symbol.asyncDispose]: async () => {
      await models[Symbol.asyncDispose]();
      await sandbox?.provider.dispose?.();
    },
  };
}

async function chooseRealSandbox(
  { capabilities }: SeatedTasks,
  { flags, signal }: Pick<PrepareOptions, "flags" | "signal">,
): Promise<ChosenSandbox | undefined> {
  if (capabilities === undefined) return undefined;
  const { sandbox: typed, image, skipUnmet = false, allowVirtual = false } = flags;
  const chosen = await chooseSandbox(typed, { image, requires: capabilities, skipUnmet, signal });
  if (chosen.kind !== "virtual" || allowVirtual) return chosen;
  await chosen.provider.dispose?.();
  const only =
    typed === "auto" ? "Only the virtual sandbox works here, and its" : "The virtual sandbox's";
  throw new UsageError(
    `${only} shell differs from a real one: rows played in it would teach wrong behaviour. Ask doctor how to get another, or take it with --allow-virtual.`,
    { code: "virtual-sandbox" },
  );
}

function agentSource(
  { roles }: Pick<AgentDefinition, "roles">,
  { flags, choice }: { readonly flags: SynthFlags; readonly choice: AgentSource["choice"] },
): AgentSource {
  const { teacherModel, temperature = [], topP, maxTokens, body = {} } = flags;
  const [only, ...more] = temperature;
  return {
    roles,
    choice,
    ...(teacherModel === undefined ? {} : { model: teacherModel }),
    flag: "--teacher-model",
    sampling: {
      // A ladder is the agent's: each attempt brings its own.
      ...(only === undefined || more.length > 0 ? {} : { temperature: only }),
      ...(topP === undefined ? {} : { top_p: topP }),
      ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    },
    body,
  };
}
