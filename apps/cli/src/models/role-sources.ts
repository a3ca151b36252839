import {
  type EnvironmentDefinition,
  isJsonObject,
  type JsonObject,
  UsageError,
} from "@agent-gym/core";

import {
  type EndpointChoice,
  given,
  type KeyChoice,
  providerKey,
  set,
  variableKey,
  type Variables,
} from "../endpoint/choose-endpoint.ts";
import type { EnvModelFlags } from "../flags/env-model-flags.ts";

/** Where the model of an environment's role is, and what it is called. */
export interface RoleSource {
  readonly role: string;
  /** Absent when recorded answers are all there is. */
  readonly choice: EndpointChoice | undefined;
  /** Absent: the one model that the endpoint lists. */
  readonly model?: string;
}

/** What the environment's options say of one role, where they speak of models at all. */
interface RoleSettings {
  readonly url?: string;
  readonly model?: string;
}

/**
 * Where each role of an environment finds its model: its own `url` and `model` among the environment's
 * options (`--set judge.url=…`), else `--env-llm-url` (or `AGENT_GYM_ENV_LLM_URL`) and
 * `--env-llm-model`. The agent's endpoint is never taken unasked: an agent that plays its own user and
 * judge is no evaluation.
 *
 * @returns those that have an endpoint; the other roles are missing.
 */
export function roleSources(
  roles: readonly string[],
  {
    options,
    flags,
    env,
    agent,
    replay,
  }: {
    /** As the environment parsed them. */
    readonly options: JsonObject;
    readonly flags: EnvModelFlags;
    readonly env: Variables;
    /** The agent's endpoint: its key is good for its address. */
    readonly agent: EndpointChoice | undefined;
    /** Recorded answers are all there is: no role has an endpoint, and each its model's name. */
    readonly replay: boolean;
  },
): readonly RoleSource[] {
  const flagUrl = set(flags.envLlmUrl);
  const variableUrl = set(env["AGENT_GYM_ENV_LLM_URL"]);
  return roles.flatMap((role): readonly RoleSource[] => {
    const settings = roleSettings(options, role);
    const model = settings.model ?? set(flags.envLlmModel);
    const named = model === undefined ? {} : { model };
    if (replay) return [{ role, choice: undefined, ...named }];
    const url = settings.url ?? flagUrl ?? variableUrl;
    if (url === undefined) return [];
    const urlSource =
      settings.url === undefined
        ? flagUrl === undefined
          ? "AGENT_GYM_ENV_LLM_URL"
          : "--env-llm-url"
        : `--set ${role}.url`;
    const key = keyOf(url, { shared: flagUrl ?? variableUrl, flags, env, agent });
    return [{ role, choice: { url, urlSource, ...key }, ...named }];
  });
}

/** The error for roles that nobody plays. */
export function missingRoles(
  roles: readonly string[],
  {
    definition,
    lacking,
    tasks,
  }: {
    readonly definition: Pick<EnvironmentDefinition, "name" | "roles">;
    /** How many tasks need one of them. */
    readonly lacking: number;
    readonly tasks: number;
  },
): UsageError {
  const [first = ""] = roles;
  const who = roles.map((role) => {
    const does = definition.roles[role];
    return does === undefined ? role : `${role} (${does})`;
  });
  const free =
    lacking < tasks
      ? ` ${tasks - lacking} of ${tasks} tasks need none: --skip-unmet runs those.`
      : "";
  return new UsageError(
    `The environment ${definition.name} needs a model for ${who.join(", ")}: say where with --env-llm-url URL and which with --env-llm-model NAME, or for one role with --set ${first}.url=URL --set ${first}.model=NAME.${free}`,
    { code: "missing-model" },
  );
}

/** The environment's options as they are recorded: where its models are is told elsewhere, and may change. */
export function withoutUrls(options: JsonObject, roles: Iterable<string>): JsonObject {
  const bare: Record<string, JsonObject[string]> = { ...options };
  for (const role of roles) {
    const own = options[role];
    if (!isJsonObject(own) || typeof own["url"] !== "string") continue;
    const { url: _url, ...rest } = own;
    bare[role] = rest;
  }
  return bare;
}

function roleSettings(options: JsonObject, role: string): RoleSettings {
  const own = options[role];
  if (!isJsonObject(own)) return {};
  const { url, model } = own;
  return {
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof model === "string" ? { model } : {}),
  };
}

/** A key goes to the address that it was given for, and to no other. */
function keyOf(
  url: string,
  {
    shared,
    flags,
    env,
    agent,
  }: {
    readonly shared: string | undefined;
    readonly flags: EnvModelFlags;
    readonly env: Variables;
    readonly agent: EndpointChoice | undefined;
  },
): KeyChoice {
  const own =
    shared === undefined || sameOrigin(url, shared)
      ? (given("--env-llm-key", flags.envLlmKey) ?? variableKey("AGENT_GYM_ENV_LLM_KEY", env))
      : undefined;
  const agents =
    agent?.key !== undefined && sameOrigin(url, agent.url)
      ? given(agent.keySource ?? "the agent's", agent.key)
      : undefined;
  return own ?? agents ?? providerKey(url, env) ?? {};
}

function sameOrigin(left: string, right: string): boolean {
  return (
    URL.canParse(left) && URL.canParse(right) && new URL(left).origin === new URL(right).origin
  );
}
