import type { Action } from "../action/action.ts";
import type { Observation, ToolResult } from "../action/observation.ts";
import type { Transcript, Turn } from "../action/transcript.ts";
import type { Episode } from "../agent/agent.ts";
import type { Ending } from "../environment/ending.ts";
import type { EpisodeContext } from "../environment/environment-definition.ts";
import type { Environment, Start, Transition } from "../environment/environment.ts";
import { AgentGymError } from "../errors/agent-gym-error.ts";
import { EpisodeOverError } from "../errors/episode-over-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import { trajectoryFormat, type TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import { actionFault } from "./action-fault.ts";
import { endingOfError } from "./ending-of-error.ts";
import { defaultEpisodeTimeouts } from "./episode-limits.ts";
import { finishSession } from "./finish-session.ts";
import { guardAction } from "./guard-action.ts";
import { meterModels } from "./meter-models.ts";
import { noModel } from "./no-model.ts";
import { noSandbox } from "./no-sandbox.ts";
import { PromptPool } from "./prompt-pool.ts";
import { runWithDeadline } from "./run-with-deadline.ts";
import { sessionWords } from "./session-words.ts";
import type { EpisodeOutcome, Session, SessionOptions } from "./session.ts";
import { trackSandboxes } from "./track-sandboxes.ts";
import { watchLimits } from "./watch-limits.ts";

/**
 * Starts a guarded episode: makes the environment, resets it, and hands out what an agent may hold.
 * An environment that does not start is no exception: the session is then over, and `finish` tells.
 *
 * @throws UsageError when the task lacks the script that was asked for.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { definition, task, limits = {} } = options;
  const environmentOptions = options.options ?? definition.parseOptions({});
  const timeouts = { ...defaultEpisodeTimeouts, ...options.timeouts };
  const key = options.key ?? { task: task.id, digest: task.digest, attempt: 0 };
  const seed = options.seed ?? 0;
  const id = `${key.task}/${key.attempt}`;
  const words = sessionWords(task.language);
  const script = findScript(options);
  const startedAt = performance.now();

  const over = new AbortController();
  let ending: Ending | undefined;
  let recordFailure: { readonly error: unknown } | undefined;

  const emit = (event: TrajectoryEvent): void => {
    if (recordFailure !== undefined) return;
    try {
      options.emit?.(event);
    } catch (error) {
      recordFailure = { error };
      end(endingOfError(error, "harness"));
    }
  };
  const end = (why: Ending): void => {
    if (ending !== undefined) return;
    ending = why;
    emit({ type: "ending", ending: why });
    over.abort(new EpisodeOverError(why));
  };
  const isOver = (): boolean => ending !== undefined;
  const throwIfOver = (): void => {
    if (ending !== undefined) throw new EpisodeOverError(ending);
  };

  const pool = new PromptPool(emit);
  const meter = meterModels({
    episode: id,
    resolve: options.model ?? noModel,
    pool,
    emit,
    signal: over.signal,
    ending: () => ending,
    onFailure: end,
    onUsage: () => watch.check(),
  });
  const watch = watchLimits({ limits, meter, end });
  const sandboxes = trackSandboxes(options.sandboxes ?? noSandbox);
  const context: EpisodeContext = {
    sandboxes: sandboxes.provider,
    model: meter.model,
    note: (kind, data) => emit({ type: "note", kind, data }),
    seed,
  };

  const turns: Turn[] = [];
  const stepRewards: (number | null)[] = [];
  let environment: Environment | undefined;
  let transcript: Transcript = { tools: [], turns };
  let stepping = false;
  // What the environment has not come back from, though nobody may wait for it any more.
  const unsettled = new Set<Promise<unknown>>();

  const stepOnce = async (action: Action, start: Start): Promise<Transition> => {
    const { calls, refusals, order } = guardAction(action, start.tools, words);
    const began = performance.now();
    let transition: Transition;
    if (action.incomplete === true && order.length === 0) {
      transition = { observation: { message: words.cutOff } };
    } else if (calls.length === 0 && order.length > 0) {
      transition = { observation: inOrder(order, refusals, []) };
    } else {
      if (!watch.takeCalls(calls.length)) throwIfOver();
      const inner = await runWithDeadline("A step", timeouts.step, over.signal, (signal) => {
        const running = (environment as Environment).step(
          { ...action, calls, malformed: [] },
          { signal },
        );
        const settled: Promise<unknown> = running.then(
          () => unsettled.delete(settled),
          () => unsettled.delete(settled),
        );
        unsettled.add(settled);
        return running;
      });
      checkTransition(inner, calls);
      stepRewards.push(inner.reward ?? null);
      const results = inOrder(order, refusals, inner.observation.results ?? []);
      transition = {
        ...inner,
        observation: order.length === 0 ? inner.observation : { ...inner.observation, ...results },
      };
    }
    turns.push({ observation: transition.observation });
    emit({
      type: "step",
      observation: transition.observation,
      ...(transition.reward === undefined ? {} : { reward: transition.reward }),
      terminated: transition.terminated ?? false,
      truncated: transition.truncated ?? false,
      ...(transition.info === undefined ? {} : { info: transition.info }),
      milliseconds: Math.round(performance.now() - began),
    });
    return transition;
  };

  const step = async (action: Action, start: Start): Promise<Transition> => {
    throwIfOver();
    if (stepping) {
      throw new AgentGymError({
        code: "concurrent-step",
        message: "A step was taken while another was under way: await each step.",
        boundary: "agent",
      });
    }
    const fault = actionFault(action);
    if (fault !== undefined) {
      const message = `The agent's action is not valid: ${fault}`;
      end({ status: "error", boundary: "agent", code: "malformed-action", message });
      throwIfOver();
    }
    const { raw, ...rest } = action;
    turns.push({ action });
    emit({
      type: "action",
      action: raw === undefined ? rest : { ...rest, raw: pool.find(raw) ?? raw },
    });
    watch.takeTurn();
    stepping = true;
    try {
      const transition = await stepOnce(action, start);
      if (transition.terminated === true) end({ status: "completed" });
      else if (transition.truncated === true) end({ status: "limit", limit: "environment" });
      else watch.endTurn();
      return transition;
    } catch (error) {
      end(endingOfError(error, "environment"));
      throw new EpisodeOverError(ending ?? { status: "completed" });
    } finally {
      stepping = false;
    }
  };

  emit({
    type: "episode-start",
    format: trajectoryFormat,
    key,
    try: options.try ?? 0,
    seed,
    environment: `${definition.name}@${definition.version}`,
    agent: options.agent ?? "unnamed",
    ...(options.sandboxes === undefined ? {} : { sandbox: options.sandboxes.kind }),
  });

  const onCancel = (): void => end({ status: "cancelled" });
  if (options.signal?.aborted === true) onCancel();
  else options.signal?.addEventListener("abort", onCancel, { once: true });

  let episode: Episode | undefined;
  try {
    throwIfOver();
    watch.start();
    const start = await runWithDeadline(
      "Setting up the environment",
      timeouts.reset,
      over.signal,
      async (signal) => {
        const made = await definition.create(task, environmentOptions, context);
        environment = made;
        // Made too late: nobody waits for it any more.
        if (signal.aborted) await made.close();
        signal.throwIfAborted();
        return made.reset({ seed, signal });
      },
    );
    turns.push({ observation: start.observation });
    const { tools, instructions } = start;
    transcript = { tools, turns, ...(instructions === undefined ? {} : { instructions }) };
    emit({
      type: "reset",
      tools,
      observation: start.observation,
      ...(instructions === undefined ? {} : { instructions }),
    });
    episode = {
      id,
      start,
      transcript,
      signal: over.signal,
      seed: options.samplingSeed ?? seed,
      ...(task.language === undefined ? {} : { language: task.language }),
      ...(script === undefined ? {} : { script }),
      get over(): boolean {
        return isOver();
      },
      step: (action) => step(action, start),
      model: meter.model,
      note: context.note,
    };
  } catch (error) {
    end(endingOfError(error, "environment"));
  }

  let outcome: Promise<EpisodeOutcome> | undefined;
  const finish = (): Promise<EpisodeOutcome> => {
    outcome ??= (async () => {
      end({ status: "completed" });
      watch.stop();
      try {
        return await finishSession({
          definition,
          task,
          options: environmentOptions,
          environment,
          transcript,
          ending: ending ?? { status: "completed" },
          started: episode !== undefined,
          stepRewards,
          settled: () => Promise.all(unsettled),
          context,
          meter,
          sandboxes,
          timeouts,
          emit,
          storeFile: options.storeFile,
          signal: options.signal,
          startedAt,
          turns: watch.turns(),
          toolCalls: watch.toolCalls(),
          recordFailure: () => recordFailure,
        });
      } finally {
        options.signal?.removeEventListener("abort", onCancel);
      }
    })();
    return outcome;
  };

  return {
    episode,
    get ending(): Ending | undefined {
      return ending;
    },
    fail: (error) => {
      if (!EpisodeOverError.isInstance(error)) end(endingOfError(error, "agent"));
    },
    finish,
    [Symbol.asyncDispose]: async () => {
      end({ status: "cancelled" });
      // What the record could not take has been thrown to whoever called `finish`.
      await finish().catch(() => {});
    },
  };
}

function findScript({ definition, task, options, script }: SessionOptions): Episode["script"] {
  if (script === undefined) return undefined;
  const scripts = definition.scripts(task, options ?? definition.parseOptions({}));
  const found = script === "solution" ? scripts.solution : scripts.cheats?.[script];
  if (found !== undefined) return found;
  throw new UsageError(
    script === "solution"
      ? `Task "${task.id}" has no reference solution, so the oracle can't play it.`
      : `Task "${task.id}" has no script "${script}".`,
    { code: "missing-script" },
  );
}

function inOrder(
  order: readonly string[],
  refusals: ReadonlyMap<string, ToolResult>,
  results: readonly ToolResult[],
): Observation {
  const byId = new Map(results.map((result) => [result.callId, result]));
  return { results: order.flatMap((id) => refusals.get(id) ?? byId.get(id) ?? []) };
}

function checkTransition(transition: Transition, calls: Action["calls"]): void {
  const { observation, reward, terminated } = transition;
  if (reward !== undefined && reward !== null && !Number.isFinite(reward)) {
    throw broken(`gave the reward ${reward}, which is no finite number`);
  }
  const answered = new Set(observation.results?.map(({ callId }) => callId));
  const missing = calls.find(({ id }) => !answered.has(id));
  if (missing !== undefined && terminated !== true) {
    throw broken(`gave no result for the call "${missing.id}" of ${missing.name}`);
  }
}

function broken(what: string): AgentGymError {
  return new AgentGymError({
    code: "broken-contract",
    message: `The environment ${what}.`,
    boundary: "environment",
  });
}
