import {
  type Capability,
  createTasks,
  type EnvironmentDefinition,
  type JsonObject,
  runWithDeadline,
} from "@agent-gym/core";

import { describeOptions, type OptionFacts } from "../loading/describe-options.ts";
import { taskNeeds } from "../models/task-needs.ts";

/** Where an environment comes from. */
export interface EnvironmentOrigin {
  /** What to type for it. */
  readonly typed: string;
  /** `file` is whatever was named by a path. */
  readonly kind: "built-in" | "package" | "file";
  /** Absent for a file. */
  readonly package?: { readonly name: string; readonly version: string; readonly folder: string };
}

/** What one environment is and takes; `envs --json` prints it as it stands. */
export interface EnvironmentFacts {
  readonly from: EnvironmentOrigin;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Those that it ships; `more` when counting stopped before their end. `null`: it ships none. */
  readonly tasks: { readonly count: number; readonly more: boolean } | null;
  readonly options: readonly OptionFacts[];
  /** Its roles for models, each with what it does. */
  readonly roles: Readonly<Record<string, string>>;
  /** What its own tasks need together; `null` where that can't be told. */
  readonly needs: {
    /** `null` when none of them uses a sandbox; empty when any will do. */
    readonly sandbox: readonly Capability[] | null;
    readonly roles: readonly string[];
  } | null;
}

const mostTasks = 1000;
const taskMilliseconds = 10_000;

/** @throws Error of whatever breaks in the environment's own code. */
export async function environmentFacts(
  definition: EnvironmentDefinition,
  from: EnvironmentOrigin,
): Promise<EnvironmentFacts> {
  const { name, version, description, roles, optionsSchema } = definition;
  const shipped = await runWithDeadline(
    `Counting the tasks of ${name}`,
    taskMilliseconds,
    undefined,
    async (signal) => ownTasks(definition, signal),
  );
  return {
    from,
    name,
    version,
    description,
    tasks: shipped === undefined ? null : { count: shipped.data.length, more: shipped.more },
    options: describeOptions(optionsSchema),
    roles,
    needs: await needsOf(definition, shipped?.data ?? []),
  };
}

async function ownTasks(
  definition: EnvironmentDefinition,
  signal: AbortSignal,
): Promise<{ readonly data: readonly JsonObject[]; readonly more: boolean } | undefined> {
  if (definition.tasks === undefined) return undefined;
  const data: JsonObject[] = [];
  // A generator may have no end.
  for await (const one of definition.tasks({ signal })) {
    if (data.length === mostTasks) return { data, more: true };
    data.push(one);
  }
  return { data, more: false };
}

async function needsOf(
  definition: EnvironmentDefinition,
  data: readonly JsonObject[],
): Promise<EnvironmentFacts["needs"]> {
  if (data.length === 0) return null;
  let options: JsonObject;
  try {
    options = definition.parseOptions({});
  } catch {
    // It has an option without a default, so what it needs can't be told.
    return null;
  }
  const { capabilities, roles } = taskNeeds(await createTasks(data), { definition, options });
  return { sandbox: capabilities ?? null, roles };
}
