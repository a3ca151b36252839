import { type Capability, type Needs, type Task, UsageError } from "@agent-gym/core";

import type { LeftOut } from "../models/seat-tasks.ts";
import type { PreparedValidation } from "../validate/prepare-validation.ts";

/** The tasks that rules are tried on. */
export interface Sample {
  readonly tasks: readonly Task[];
  /** Those that can't be played here: a rule that nobody can try says nothing. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The first so many tasks whose roles are played, and whose sandbox is there and can do what they need.
 *
 * @throws UsageError when there is none, with what the first one lacks.
 */
export async function chooseSample(
  prepared: PreparedValidation,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal },
): Promise<Sample> {
  const { definition, options, tasks, models, sandbox } = prepared;
  const roles = new Set(models.environment.flatMap((seat) => seat.roles));
  const lacking = new Map<string, Promise<string | undefined>>();
  const lacks = async (wanted: readonly Capability[]): Promise<string | undefined> => {
    if (sandbox === undefined) return "there is no sandbox";
    const probe = await sandbox.provider.probe(wanted, signal);
    if (!probe.ok) return `sandbox ${probe.kind}: ${probe.reason}`;
    const missing = wanted.filter((capability) => !probe.capabilities.includes(capability));
    return missing.length === 0 ? undefined : `sandbox ${probe.kind} lacks ${missing.join(", ")}`;
  };
  const sample: Task[] = [];
  const leftOut: LeftOut[] = [];
  for (const task of tasks) {
    const needs = needsOf(task, { definition, options });
    const unplayed = (needs.roles ?? []).filter((role) => !roles.has(role));
    const key = needs.sandbox?.toSorted().join("\n");
    if (key !== undefined && !lacking.has(key)) lacking.set(key, lacks(needs.sandbox ?? []));
    const reason =
      unplayed.length > 0
        ? `no model plays ${unplayed.join(", ")}`
        : await (key === undefined ? undefined : lacking.get(key));
    if (reason !== undefined) leftOut.push({ id: task.id, reason });
    else if (sample.length < count) sample.push(task);
  }
  if (sample.length > 0) return { tasks: sample, leftOut };
  throw new UsageError(
    `No task of ${definition.name} can be played here: ${leftOut[0]?.reason ?? "there is none"}. Name other tasks with --data-file, a model for its roles with --env-llm-url, or another --sandbox.`,
    { code: "nothing-to-play" },
  );
}

/** Nothing of a task that is not valid: the rule about that is to say so. */
function needsOf(
  task: Task,
  { definition, options }: Pick<PreparedValidation, "definition" | "options">,
): Needs {
  try {
    return definition.needs(task, options);
  } catch {
    return {};
  }
}
