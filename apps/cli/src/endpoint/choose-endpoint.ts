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
export const keyVariables = ["AGENT_GYM_API_KEY", "OPENAI_API_KEY", "DEEPSEEK_API_KEY"] as const;

type Environment = Readonly<Record<string, string | undefined>>;

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
  env: Environment,
): EndpointChoice | undefined {
  const found = chooseUrl(flags, env);
  return found === undefined ? undefined : { ...found, ...chooseKey(flags, env, found.url) };
}

/** An address without what may be secret in it: its query, a user, a password. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname === "/" ? "" : pathname}`;
}

function chooseUrl(
  { agentUrl, agent }: { readonly agentUrl?: string; readonly agent?: string },
  env: Environment,
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

function chooseKey(
  { agentKey }: { readonly agentKey?: string },
  env: Environment,
  url: string,
): Pick<EndpointChoice, "key" | "keySource"> {
  const flag = set(agentKey);
  if (flag !== undefined) return { key: flag, keySource: "--agent-key" };
  for (const name of [
    "AGENT_GYM_API_KEY",
    isDeepSeek(url) ? "DEEPSEEK_API_KEY" : "OPENAI_API_KEY",
  ]) {
    const key = set(env[name]);
    if (key !== undefined) return { key, keySource: name };
  }
  return {};
}

function isDeepSeek(url: string): boolean {
  return URL.canParse(url) && /(?:^|\.)deepseek\.com$/.test(new URL(url).hostname);
}

function set(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value;
}
