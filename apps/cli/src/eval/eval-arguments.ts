import { shownUrl } from "../endpoint/choose-endpoint.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { envModelWords, type FlagWords, flagWords, setWords } from "../flags/flag-words.ts";

/**
 * The arguments of an evaluation, written out again from its flags: what a person types to repeat it.
 * Without the key, and without flags that only say how it is told.
 */
export function evalArguments(environment: string, flags: EvalFlags): readonly string[] {
  const { dataFile, field = {}, taskId, agent, agentUrl, model, logDir, runId } = flags;
  const words: readonly FlagWords[] = [
    ...(dataFile === undefined ? [] : [["--data-file", ...dataFile] as const]),
    ...Object.entries(field).flatMap(([name, column]) => flagWords("--field", `${name}=${column}`)),
    ...flagWords("--task-id", taskId),
    ...flagWords("--agent", agent),
    ...flagWords("--agent-url", agentUrl === undefined ? undefined : shownUrl(agentUrl)),
    ...flagWords("--model", model),
    ...envModelWords(flags),
    ...settingFlags(flags),
    ...flagWords("--attempts", unless(flags.attempts, 1)),
    ...flagWords("--log-dir", unless(logDir, "runs")),
    ...flagWords("--run-id", runId),
    ...flagWords("--resume", flags.resume),
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
    ...flagWords("--split", flags.split),
    ...flagWords("--shuffle", flags.shuffle),
    ...flagWords("--limit", flags.limit),
    ...Object.entries(set).flatMap(([name, value]) => setWords(name, value)),
    ...flagWords("--temperature", flags.temperature),
    ...flagWords("--top-p", flags.topP),
    ...flagWords("--max-tokens", flags.maxTokens),
    ...flagWords("--body", body === undefined ? undefined : JSON.stringify(body)),
    ...flagWords("--stream", flags.stream),
    ...flagWords("--api", flags.api),
    ...flagWords("--rpm", flags.rpm),
    ...flagWords("--tpm", flags.tpm),
    ...(flags.modelCache === undefined ? [] : [["--model-cache", ...flags.modelCache] as const]),
    ...flagWords("--prices", flags.prices),
    ...flagWords("--max-cost", flags.maxCost),
    ...flagWords("--language", flags.language),
    ...flagWords("--concurrency", unless(flags.concurrency, 8)),
    ...flagWords("--max-sandboxes", flags.maxSandboxes),
    ...flagWords("--retries", flags.retries),
    ...flagWords("--max-time", flags.maxTime),
    ...flagWords("--max-turns", unless(flags.maxTurns, 30)),
    ...flagWords("--max-tool-calls", flags.maxToolCalls),
    ...flagWords("--max-episode-tokens", flags.maxEpisodeTokens),
    ...flagWords("--max-episode-cost", flags.maxEpisodeCost),
    ...flagWords("--episode-timeout", flags.episodeTimeout),
    ...flagWords("--episode-working-time", flags.episodeWorkingTime),
    ...flagWords("--seed", flags.seed),
    ...flagWords("--sandbox", unless(flags.sandbox, "auto")),
    ...flagWords("--image", flags.image),
    ...flagWords("--skip-unmet", flags.skipUnmet),
    ...flagWords("--retry-errors", flags.retryErrors),
    ...flagWords("--fail-under", flags.failUnder),
    ...flagWords("--min-coverage", flags.minCoverage),
    ...flagWords("--trained-on", flags.trainedOn),
  ];
}

function unless<Value>(value: Value, byDefault: Value): Value | undefined {
  return value === byDefault ? undefined : value;
}
