import { isJsonObject, type Json } from "@agent-gym/core";

import { shownUrl } from "../endpoint/choose-endpoint.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";

/** A flag, and its values if it takes any. */
type FlagWords = readonly [flag: string, ...values: readonly string[]];

/**
 * The arguments of an evaluation, written out again from its flags: what a person types to repeat it.
 * Without the key, and without flags that only say how it is told.
 */
export function evalArguments(environment: string, flags: EvalFlags): readonly string[] {
  const { dataFile, field = {}, taskId, agent, agentUrl, model, logDir, runId } = flags;
  const { envLlmUrl, envLlmModel } = flags;
  const words: readonly FlagWords[] = [
    ...(dataFile === undefined ? [] : [["--data-file", ...dataFile] as const]),
    ...Object.entries(field).flatMap(([name, column]) => flag("--field", `${name}=${column}`)),
    ...flag("--task-id", taskId),
    ...flag("--agent", agent),
    ...flag("--agent-url", agentUrl === undefined ? undefined : shownUrl(agentUrl)),
    ...flag("--model", model),
    ...flag("--env-llm-url", envLlmUrl === undefined ? undefined : shownUrl(envLlmUrl)),
    ...flag("--env-llm-model", envLlmModel),
    ...settingFlags(flags),
    ...flag("--attempts", unless(flags.attempts, 1)),
    ...flag("--log-dir", unless(logDir, "runs")),
    ...flag("--run-id", runId),
    ...flag("--resume", flags.resume),
  ];
  return ["eval", environment, ...words.flatMap((pair): readonly string[] => pair)];
}

/** Settings that differ from the defaults and that no other line of the header tells. */
export function changedSettings(flags: EvalFlags): readonly string[] {
  return settingFlags(flags).map(([name, ...values]) =>
    [name.slice(2).replaceAll("-", " "), ...values].join(" "),
  );
}

function settingFlags(flags: EvalFlags): readonly FlagWords[] {
  const { body, set = {} } = flags;
  return [
    ...flag("--split", flags.split),
    ...flag("--shuffle", flags.shuffle),
    ...flag("--limit", flags.limit),
    ...Object.entries(set).flatMap(([name, value]) => setFlags(name, value)),
    ...flag("--temperature", flags.temperature),
    ...flag("--top-p", flags.topP),
    ...flag("--max-tokens", flags.maxTokens),
    ...flag("--body", body === undefined ? undefined : JSON.stringify(body)),
    ...flag("--stream", flags.stream),
    ...flag("--api", flags.api),
    ...flag("--rpm", flags.rpm),
    ...flag("--tpm", flags.tpm),
    ...(flags.modelCache === undefined ? [] : [["--model-cache", ...flags.modelCache] as const]),
    ...flag("--prices", flags.prices),
    ...flag("--max-cost", flags.maxCost),
    ...flag("--language", flags.language),
    ...flag("--concurrency", unless(flags.concurrency, 8)),
    ...flag("--max-sandboxes", flags.maxSandboxes),
    ...flag("--retries", flags.retries),
    ...flag("--max-time", flags.maxTime),
    ...flag("--max-turns", unless(flags.maxTurns, 30)),
    ...flag("--max-tool-calls", flags.maxToolCalls),
    ...flag("--max-episode-tokens", flags.maxEpisodeTokens),
    ...flag("--max-episode-cost", flags.maxEpisodeCost),
    ...flag("--episode-timeout", flags.episodeTimeout),
    ...flag("--episode-working-time", flags.episodeWorkingTime),
    ...flag("--seed", flags.seed),
    ...flag("--sandbox", unless(flags.sandbox, "auto")),
    ...flag("--image", flags.image),
    ...flag("--skip-unmet", flags.skipUnmet),
    ...flag("--retry-errors", flags.retryErrors),
    ...flag("--fail-under", flags.failUnder),
    ...flag("--min-coverage", flags.minCoverage),
    ...flag("--trained-on", flags.trainedOn),
  ];
}

/** One `--set` for each value; addresses without what may be secret in them. */
function setFlags(path: string, value: Json): readonly FlagWords[] {
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, inner]) => setFlags(`${path}.${name}`, inner));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return flag("--set", `${path}=${path.endsWith(".url") ? shownUrl(text) : text}`);
}

/** A flag's words; none when it was not given. */
function flag(name: string, value: string | number | boolean | undefined): readonly FlagWords[] {
  if (value === undefined || value === false) return [];
  return value === true ? [[name]] : [[name, String(value)]];
}

function unless<Value>(value: Value, byDefault: Value): Value | undefined {
  return value === byDefault ? undefined : value;
}
