import type {
  ChatModel,
  EnvironmentDefinition,
  EpisodeLimits,
  EpisodeTimeouts,
  JsonObject,
  Needs,
  SandboxProvider,
  Task,
} from "@agent-gym/core";
import { InvalidTaskError } from "@agent-gym/core";

import { forEachBounded } from "../concurrency/for-each-bounded.ts";
import { Semaphore } from "../concurrency/semaphore.ts";
import { findUnmet } from "../run/find-unmet.ts";
import { validationTotals, type TaskValidation, type ValidationReport } from "./task-validation.ts";
import { validateTask } from "./validate-task.ts";

/** Which tasks are to prove themselves, and on what. */
export interface ValidateOptions {
  /** The environment that the tasks are of. */
  readonly definition: EnvironmentDefinition;
  /** As `definition.parseOptions` returned them. Default: those of no options. */
  readonly options?: JsonObject;
  /** They need not be valid: that is the first probe. */
  readonly tasks: readonly Task[];
  /** Without it, tasks that need a sandbox are not provable. */
  readonly sandboxes?: SandboxProvider;
  /** The model that plays a role. Without it, tasks that need a role are not provable. */
  readonly model?: (role: string) => ChatModel;
  /** Of each episode. Default: 100 turns, 10 minutes. */
  readonly limits?: EpisodeLimits;
  /** Milliseconds. Default: those of core, `defaultEpisodeTimeouts`. */
  readonly timeouts?: Partial<EpisodeTimeouts>;
  /** Episodes and gradings at the same time. Default 4. */
  readonly concurrency?: number;
  /** Of environments and of the random agent. Default 0. */
  readonly seed?: number;
  /** Ends the validation, which then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called with each task as it is done. What it throws ends the validation. */
  readonly onTask?: (task: TaskValidation) => void;
}

const defaultLimits: EpisodeLimits = { turns: 100, wallMs: 600_000 };

/**
 * Lets tasks prove themselves: the reference solution succeeds, twice alike; doing nothing, an empty
 * answer, calls by chance and every cheat do not; and the same evidence is worth the same when it is
 * judged again. Nothing is written.
 *
 * @throws UsageError when a sandbox is needed and there is none, or it does not work here.
 * @throws the signal's reason when aborted, once everything is freed.
 */
export async function validateTasks(validation: ValidateOptions): Promise<ValidationReport> {
  const { definition, tasks, sandboxes, model, timeouts, signal, concurrency = 4 } = validation;
  const options = validation.options ?? definition.parseOptions({});
  const needs = needsOf(validation, options);
  const { unmet } = await findUnmet(needs, { environment: definition.name, sandboxes, signal });
  const places = new Semaphore(concurrency);
  const results: TaskValidation[] = [];
  await forEachBounded(
    tasks,
    { concurrency, ...(signal === undefined ? {} : { signal }) },
    async (task, { index, signal: own }) => {
      const why = unmet.get(task) ?? lackingRole(needs.get(task), model);
      const { id, digest } = task;
      const result: TaskValidation =
        why === undefined
          ? await validateTask(task, {
              definition,
              options,
              places,
              limits: validation.limits ?? defaultLimits,
              seed: validation.seed ?? 0,
              signal: own,
              ...(sandboxes === undefined ? {} : { sandboxes }),
              ...(model === undefined ? {} : { model }),
              ...(timeouts === undefined ? {} : { timeouts }),
            })
          : { task: id, digest, standing: "not-provable", why, probes: [] };
      results[index] = result;
      validation.onTask?.(result);
    },
  );
  return { tasks: results, totals: validationTotals(results) };
}

/** Of a task whose data are not valid nothing is known: it says so itself when its turn comes. */
function needsOf(
  { definition, tasks }: ValidateOptions,
  options: JsonObject,
): ReadonlyMap<Task, Needs> {
  const needs = new Map<Task, Needs>();
  for (const task of tasks) {
    try {
      needs.set(task, definition.needs(task, options));
    } catch (error) {
      if (!InvalidTaskError.isInstance(error)) throw error;
    }
  }
  return needs;
}

function lackingRole(
  { roles = [] }: Needs = {},
  model: ValidateOptions["model"],
): string | undefined {
  for (const role of roles) {
    if (model === undefined) return `no model plays the role "${role}"`;
    try {
      model(role);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}
