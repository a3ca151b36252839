import { isJsonObject, type Json } from "@agent-gym/core";

import { shownUrl } from "../endpoint/choose-endpoint.ts";
import type { EnvModelFlags } from "./env-model-flags.ts";

/** A flag, and its values if it takes any. */
export type FlagWords = readonly [flag: string, ...values: readonly string[]];

/** A flag's words; none when it was not given. */
export function flagWords(
  name: string,
  value: string | number | boolean | undefined,
): readonly FlagWords[] {
  if (value === undefined || value === false) return [];
  return value === true ? [[name]] : [[name, String(value)]];
}

/** One `--set` for each value; addresses without what may be secret in them. */
export function setWords(path: string, value: Json): readonly FlagWords[] {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, inner]) => setWords(`${path}.${name}`, inner));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return flagWords("--set", `${path}=${path.endsWith(".url") ? shownUrl(text) : text}`);
}

/** The flags of an environment's own models, without a key. */
export function envModelWords({ envLlmUrl, envLlmModel }: EnvModelFlags): readonly FlagWords[] {
  return [
    ...flagWords("--env-llm-url", envLlmUrl === undefined ? undefined : shownUrl(envLlmUrl)),
    ...flagWords("--env-llm-model", envLlmModel),
  ];
}
