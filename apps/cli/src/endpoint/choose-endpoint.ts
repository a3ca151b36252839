/** Where a model is asked, with which key, and who said so. */
export interface EndpointChoice {
  readonly url: string;
  /** As in `--agent-url` or `OPENAI_BASE_URL`. */
  readonly urlSource: string;
  readonly key?: string;
  /** As in `OPENAI_API_KEY`; there when there is a key. */
  readonly keySource?: string;
}

/** The variables that hold a key, for whoever wants to know which are set. */
export const keyVariables = [
  "AGENT_GYM_API_KEY",
  "AGENT_GYM_ENV_LLM_KEY",
  "AGENT_GYM_JUDGE_KEY",
  "OPENAI_API_KEY",
  "DEEPSEEK_API_KEY",
] as const;

/** Variables by name, as the process has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

const deepSeekUrl = "https://api.deepseek.com";

/**
 * The endpoint is the flag's, else `AGENT_GYM_BASE_URL`, else `OPENAI_BASE_URL`; for the agent
 * `deepseek` with a `DEEPSEEK_API_KEY` it is DeepSeek's own. `undefined` when nobody named one.
 *
 * The key is the flag's, else `AGENT_GYM_API_KEY`, else `DEEPSEEK_API_KEY` for hosts of deepseek.com
 * and `OPENAI_API_KEY` for all others: no provider is sent another one's key unless a person says so.
 */
export function chooseEndpoint(
  flags: { readonly agentUrl?: string; readonly agentKey?: string; readonly agent?: string },
  env: Variables,
): EndpointChoice | undefined {
  const found = chooseUrl(flags, env);
  if (found === undefined) return undefined;
  const key =
    given("--agent-key", flags.agentKey) ??
    variableKey("AGENT_GYM_API_KEY", env) ??
    providerKey(found.url, env);
  return { ...found, ...key };
}

/** A key, and who gave it. */
export type KeyChoice = Pick<EndpointChoice, "key" | "keySource">;

/** The key that a flag gives; `undefined` when it is not given, or empty. */
export function given(flag: string, value: string | undefined): KeyChoice | undefined {
  const key = set(value);
  return key === undefined ? undefined : { key, keySource: flag };
}

/** The key that a variable holds. */
export function variableKey(name: string, env: Variables): KeyChoice | undefined {
  return given(name, env[name]);
}

/** The key of the provider that an address belongs to, where its variable is set. */
export function providerKey(url: string, env: Variables): KeyChoice | undefined {
  return variableKey(isDeepSeek(url) ? "DEEPSEEK_API_KEY" : "OPENAI_API_KEY", env);
}

/** A variable's value; `undefined` when it is not set, or blank. */
export function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}

/** An address without what may be secret in it: its query, a user, a password. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname === "/" ? "" : pathname}`;
}

function chooseUrl(
  { agentUrl, agent }: { readonly agentUrl?: string; readonly agent?: string },
  env: Variables,
): Pick<EndpointChoice, "url" | "urlSource"> | undefined {
  if (agentUrl !== undefined) return { url: agentUrl, urlSource: "--agent-url" };
  for (const name of ["AGENT_GYM_BASE_URL", "OPENAI_BASE_URL"]) {
    const url = set(env[name]);
    if (url !== undefined) return { url, urlSource: name };
  }
  return agent === "deepseek" && set(env["DEEPSEEK_API_KEY"]) !== undefined
    ? { url: deepSeekUrl, urlSource: "DEEPSEEK_API_KEY" }
    : undefined;
}

function isDeepSeek(url: string): boolean {
  return URL.canParse(url) && /(?:^|\.)deepseek\.com$/.test(new URL(url).hostname);
}
