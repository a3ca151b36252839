import type {
  EnvironmentDefinition,
  EpisodeContext,
} from "../environment/environment-definition.ts";
import type { Environment } from "../environment/environment.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";
import { wrapSandbox } from "../sandbox/wrap-sandbox.ts";
import { noModel } from "../session/no-model.ts";
import { noSandbox } from "../session/no-sandbox.ts";
import { runWithDeadline } from "../session/run-with-deadline.ts";
import { createTasks } from "../task/create-tasks.ts";
import type { Task } from "../task/task.ts";
import { check } from "./check.ts";
import type { EnvironmentTrial } from "./environment-conformance-case.ts";
import type { EnvironmentConformanceOptions } from "./environment-conformance-options.ts";
import { openRecorded } from "./play-recorded.ts";

/** The seed of every episode of the kit. */
const seed = 7;

/** Runs one case with what it needs, and frees what it made. */
export async function withTrial(
  definition: EnvironmentDefinition,
  settings: EnvironmentConformanceOptions,
  run: (trial: EnvironmentTrial) => Promise<void>,
): Promise<void> {
  const { options: rawOptions = {}, settleMs = 10_000, callMs = 60_000, model } = settings;
  const signal = settings.signal ?? new AbortController().signal;
  const tasks = await createTasks(settings.tasks);
  const options = definition.parseOptions(rawOptions);
  const tracked = track(settings.sandboxes ?? noSandbox);
  const made: Environment[] = [];
  const modelOf =
    (task: Task) =>
    (role: string): ChatModel =>
      model?.(role, task) ?? noModel(role);
  const context = (task: Task): EpisodeContext => ({
    sandboxes: tracked.provider,
    model: modelOf(task),
    note: () => {},
    seed,
  });
  const open: EnvironmentTrial["open"] = async (task, script, more = {}) => {
    signal.throwIfAborted();
    return openRecorded(
      {
        definition,
        task,
        options,
        seed,
        model: modelOf(task),
        timeouts: {
          reset: callMs,
          step: callMs,
          evidence: callMs,
          grade: callMs,
          close: settleMs,
        },
        ...(settings.sandboxes === undefined ? {} : { sandboxes: settings.sandboxes }),
        ...more,
        signal: more.signal === undefined ? signal : AbortSignal.any([signal, more.signal]),
      },
      script,
    );
  };
  try {
    await run({
      definition,
      tasks,
      rawOptions,
      options,
      signal,
      settleMs,
      seed,
      open,
      sandboxes: settings.sandboxes,
      model: modelOf,
      play: async (task, script, more) => {
        const episode = await open(task, script, more);
        while (await episode.next());
        return await episode.finish();
      },
      context,
      create: async (task) => {
        signal.throwIfAborted();
        const environment = await definition.create(task, options, context(task));
        made.push(environment);
        return patient(environment, callMs);
      },
      openSandboxes: () => [...tracked.open.keys()],
      actions: (task) => settings.actions?.(task) ?? [],
      endless: (task) => settings.endless?.(task) ?? [],
    });
  } finally {
    for (const environment of made) {
      // What close does wrong is for the cases about it to say.
      await runWithDeadline("Closing", settleMs, undefined, environment.close).catch(() => {});
    }
    await tracked.sweep();
  }
}

/** The same environment, whose calls end in time. */
function patient(environment: Environment, milliseconds: number): Environment {
  const { evidence } = environment;
  const within = <Result>(what: string, work: () => Promise<Result>): Promise<Result> =>
    runWithDeadline(what, milliseconds, undefined, work);
  return {
    reset: (settings) => within("A reset", () => environment.reset(settings)),
    step: (action, settings) => within("A step", () => environment.step(action, settings)),
    ...(evidence === undefined
      ? {}
      : { evidence: (settings) => within("The evidence", () => evidence(settings)) }),
    close: environment.close,
  };
}

/** @throws Error with the task's name before what was wrong with it. */
export async function forEachTask(
  { tasks }: Pick<EnvironmentTrial, "tasks">,
  run: (task: Task) => Promise<void> | void,
): Promise<void> {
  for (const task of tasks) {
    try {
      await run(task);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`task "${task.id}": ${message}`, { cause: error });
    }
  }
}

/** Waits for something that was told to stop. @throws Error when it does not. */
export async function settles(
  what: string,
  milliseconds: number,
  work: Promise<unknown>,
): Promise<void> {
  let settled = false;
  const done = work.then(
    () => void (settled = true),
    () => void (settled = true),
  );
  await runWithDeadline(what, milliseconds, undefined, () => done).catch(() => {});
  check(settled, `${what} did not settle within ${milliseconds} ms`);
}

function track(inner: SandboxProvider): {
  readonly provider: SandboxProvider;
  readonly open: ReadonlyMap<string, unknown>;
  readonly sweep: () => Promise<void>;
} {
  const open = new Map<string, () => Promise<void>>();
  return {
    provider: {
      ...inner,
      create: async (spec, signal) => {
        const sandbox = await inner.create(spec, signal);
        const dispose = async (): Promise<void> => {
          await sandbox[Symbol.asyncDispose]();
          open.delete(sandbox.id);
        };
        open.set(sandbox.id, dispose);
        return wrapSandbox(sandbox, dispose);
      },
    },
    open,
    sweep: async () => {
      await Promise.allSettled([...open.values()].map((dispose) => dispose()));
    },
  };
}
