import { isJsonObject } from "@agent-gym/core";
import type { Json } from "@agent-gym/core";

import { countField, objectField } from "./read-field.ts";

/** Tokens as a server reports them; what it leaves out is absent. */
export interface ReportedUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

/**
 * Reads a `usage` object; `undefined` for what holds no figures. Cached tokens go by several
 * names: `prompt_tokens_details.cached_tokens` (`input_tokens_details` in the Responses API),
 * `prompt_cache_hit_tokens` and `cached_tokens`.
 */
export function readUsage(usage: Json | undefined): ReportedUsage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const inputTokens = countField(usage, "prompt_tokens", "input_tokens");
  const outputTokens = countField(usage, "completion_tokens", "output_tokens");
  // Some proxies fill in zeros: a prompt of no tokens does not exist.
  if (!inputTokens && !outputTokens) return undefined;
  const cached =
    countField(objectField(usage, "prompt_tokens_details"), "cached_tokens") ??
    countField(objectField(usage, "input_tokens_details"), "cached_tokens") ??
    countField(usage, "prompt_cache_hit_tokens", "cached_tokens");
  const thoughts =
    countField(objectField(usage, "completion_tokens_details"), "reasoning_tokens") ??
    countField(objectField(usage, "output_tokens_details"), "reasoning_tokens");
  return {
    ...(inputTokens ? { inputTokens } : {}),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    cachedTokens: cached ?? 0,
    reasoningTokens: thoughts ?? 0,
  };
}
