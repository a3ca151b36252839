import type { Capability, EnvironmentDefinition, JsonObject, Task } from "@agent-gym/core";

import type { EndpointChoice, Variables } from "../endpoint/choose-endpoint.ts";
import type { EnvModelFlags } from "../flags/env-model-flags.ts";
import type { ModelCallFlags } from "../flags/model-call-flags.ts";
import { isReplay } from "./model-cache-flag.ts";
import { missingRoles, type RoleSource, roleSources } from "./role-sources.ts";

/** A task that is not run, and why. */
export interface LeftOut {
  readonly id: string;
  readonly reason: string;
}

/** Tasks that somebody plays every role of, and what they need together. */
export interface SeatedTasks {
  readonly tasks: readonly Task[];
  readonly leftOut: readonly LeftOut[];
  /** Who plays the environment's roles. */
  readonly sources: readonly RoleSource[];
  /** `undefined` when no task uses a sandbox. */
  readonly capabilities: readonly Capability[] | undefined;
}

/**
 * Finds out what tasks need, and who plays the roles that they name.
 *
 * @throws UsageError when a role has no model; with `--skip-unmet` only when no task can do without.
 */
export function seatTasks(
  tasks: readonly Task[],
  {
    definition,
    options,
    flags,
    env,
    agent,
  }: {
    readonly definition: EnvironmentDefinition;
    readonly options: JsonObject;
    readonly flags: EnvModelFlags &
      Pick<ModelCallFlags, "modelCache"> & { readonly skipUnmet?: boolean };
    readonly env: Variables;
    /** Roles that the agent's own model plays, and where that is. */
    readonly agent: {
      readonly roles: readonly string[];
      readonly choice: EndpointChoice | undefined;
    };
  },
): SeatedTasks {
  const needs = new Map(tasks.map((task) => [task, definition.needs(task, options)]));
  const rolesOf = (task: Task): readonly string[] =>
    (needs.get(task)?.roles ?? []).filter((role) => !agent.roles.includes(role));
  const sources = roleSources([...new Set(tasks.flatMap(rolesOf))], {
    options,
    flags,
    env,
    agent: agent.choice,
    replay: isReplay(flags),
  });
  const played = new Set(sources.map(({ role }) => role));
  const lacking = new Map<Task, readonly string[]>();
  for (const task of tasks) {
    const unplayed = rolesOf(task).filter((role) => !played.has(role));
    if (unplayed.length > 0) lacking.set(task, unplayed);
  }
  const seated = tasks.filter((task) => !lacking.has(task));
  if (lacking.size > 0 && (flags.skipUnmet !== true || seated.length === 0)) {
    const roles = [...new Set([...lacking.values()].flat())];
    throw missingRoles(roles, { definition, lacking: lacking.size, tasks: tasks.length });
  }
  const used = new Set(seated.flatMap(rolesOf));
  const sandboxed = seated.flatMap((task) => needs.get(task)?.sandbox ?? []);
  return {
    tasks: seated,
    leftOut: [...lacking].map(([{ id }, roles]) => ({
      id,
      reason: `no model plays ${roles.join(", ")}`,
    })),
    sources: sources.filter(({ role }) => used.has(role)),
    capabilities: seated.some((task) => needs.get(task)?.sandbox !== undefined)
      ? [...new Set(sandboxed)]
      : undefined,
  };
}
