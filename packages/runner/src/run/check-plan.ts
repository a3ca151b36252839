import {
  InvalidTaskError,
  UsageError,
  type EpisodeLimits,
  type JsonObject,
  type Needs,
  type Task,
} from "@agent-gym/core";

import type { SkippedTask } from "../record/run-description.ts";
import { findUnmet } from "./find-unmet.ts";
import type { RunOptions } from "./run-options.ts";

/** An agent that never comes back must not hold a run for ever. */
const defaultLimits: EpisodeLimits = { wallMs: 3_600_000 };

/** What will be run, once everything that can be known before has been checked. */
export interface CheckedPlan {
  readonly tasks: readonly Task[];
  readonly skipped: readonly SkippedTask[];
  readonly options: JsonObject;
  readonly limits: EpisodeLimits;
  /** Tasks that use a sandbox. */
  readonly sandboxed: ReadonlySet<Task>;
  /** `null` when no task uses one. */
  readonly sandbox: { readonly kind: string; readonly version: string } | null;
}

/**
 * Checks all that can be checked before anything starts: numbers, tasks, scripts, models, sandboxes.
 *
 * @throws UsageError
 */
export async function checkPlan(run: RunOptions): Promise<CheckedPlan> {
  const { definition, agent, signal } = run;
  checkNumbers(run);
  if (run.tasks.length === 0)
    throw new UsageError("There is no task to run.", { code: "no-tasks" });
  checkIds(run.tasks);
  checkTasks(run);
  const options = run.options ?? definition.parseOptions({});
  const needs = new Map(run.tasks.map((task) => [task, definition.needs(task, options)]));
  const { unmet, bare } = await findUnmet(needs, {
    environment: definition.name,
    sandboxes: run.sandboxes,
    signal,
  });
  const tasks = run.tasks.filter((task) => !unmet.has(task));
  if (unmet.size > 0 && (run.skipUnmet !== true || tasks.length === 0)) throw unmetError(unmet);
  if (agent.script !== undefined) checkScripts(run, tasks, options, agent.script);
  checkRoles(run, needs);
  return {
    tasks,
    options,
    limits: { ...defaultLimits, ...run.limits },
    sandboxed: new Set(tasks.filter((task) => needs.get(task)?.sandbox !== undefined)),
    sandbox:
      bare === undefined ? null : (run.sandbox ?? { kind: bare.kind, version: bare.version }),
    skipped: [...unmet].map(([{ id }, reason]) => ({ id, reason })),
  };
}

function checkNumbers({
  attempts = 1,
  concurrency = 1,
  maxSandboxes = 1,
  retries = 0,
  retryWaitMs = 0,
  maxSeconds = 1,
  budget,
}: RunOptions): void {
  for (const [name, count] of Object.entries({ attempts, concurrency, maxSandboxes })) {
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new UsageError(`"${name}" must be a whole number from 1 on, not ${count}.`);
  }
  if (!Number.isSafeInteger(retries) || retries < 0) {
    throw new UsageError(`"retries" must be a whole number from 0 on, not ${retries}.`);
  }
  if (!(maxSeconds > 0)) {
    throw new UsageError(`"maxSeconds" must be a number above 0, not ${maxSeconds}.`);
  }
  const amounts = { retryWaitMs, maxCost: budget?.maxCost ?? 0 };
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount >= 0) continue;
    throw new UsageError(`"${name}" must be a number from 0 on, not ${amount}.`);
  }
}

function checkIds(tasks: readonly Task[]): void {
  const ids = new Set<string>();
  for (const { id } of tasks) {
    if (ids.has(id)) {
      throw new UsageError(`Two tasks have the id "${id}": ids must differ.`, {
        code: "duplicate-task-id",
      });
    }
    ids.add(id);
  }
}

function checkTasks({ definition, tasks }: RunOptions): void {
  const invalid: InvalidTaskError[] = [];
  for (const task of tasks) {
    try {
      definition.check(task);
    } catch (error) {
      if (!InvalidTaskError.isInstance(error)) throw error;
      invalid.push(error);
    }
  }
  const [first, ...others] = invalid;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new UsageError(
    `${invalid.length} tasks are not valid. ${some(invalid, (one) => one.message, " ")}`,
    {
      code: "invalid-task",
      cause: first,
    },
  );
}

function checkScripts(
  { definition, agent }: RunOptions,
  tasks: readonly Task[],
  options: JsonObject,
  script: string,
): void {
  const lacking = tasks.filter((task) => {
    const { solution, cheats } = definition.scripts(task, options);
    return (script === "solution" ? solution : cheats?.[script]) === undefined;
  });
  if (lacking.length === 0) return;
  const what = script === "solution" ? "reference solution" : `script "${script}"`;
  throw new UsageError(
    `Agent ${agent.name} plays each task's ${what}, and ${lacking.length} of ${tasks.length} tasks ` +
      `have none: ${some(lacking, ({ id }) => `"${id}"`)}.`,
    { code: "missing-script" },
  );
}

function checkRoles(
  { definition, agent, model }: RunOptions,
  needs: ReadonlyMap<Task, Needs>,
): void {
  const asked = new Map(agent.roles.map((role) => [role, `agent ${agent.name}`]));
  for (const { roles = [] } of needs.values()) {
    for (const role of roles) {
      if (!asked.has(role)) asked.set(role, `environment ${definition.name}`);
    }
  }
  for (const [role, who] of asked) {
    if (model === undefined) {
      throw new UsageError(`No model plays the role "${role}", which ${who} needs: name one.`, {
        code: "missing-model",
      });
    }
    model(role);
  }
}

function unmetError(unmet: ReadonlyMap<Task, string>): UsageError {
  return new UsageError(
    `${unmet.size} ${unmet.size === 1 ? "task needs" : "tasks need"} what the sandbox can't do: ` +
      `${some([...unmet], ([{ id }, reason]) => `"${id}" (${reason})`)}. ` +
      "Choose another sandbox, or skip what it can't do.",
    { code: "unmet-needs" },
  );
}

function some<Item>(items: readonly Item[], text: (item: Item) => string, joint = ", "): string {
  const shown = items.slice(0, 5).map(text).join(joint);
  return items.length <= 5 ? shown : `${shown}${joint}and ${items.length - 5} more`;
}
