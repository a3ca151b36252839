import { shownUrl } from "../endpoint/choose-endpoint.ts";
import { envModelWords, type FlagWords, flagWords, setWords } from "../flags/flag-words.ts";
import type { SynthFlags } from "../flags/synth-flags.ts";

/**
 * The arguments of a synthesis, written out again from its flags: what a person types to go on with it.
 * Without keys, and without flags that only say how it is told.
 */
export function synthArguments(environment: string, flags: SynthFlags): readonly string[] {
  const { teacherUrl, deepseekUrl, deepseekKey, judgeUrl } = flags;
  const { dataFile, field = {}, outputDir } = flags;
  const words: readonly FlagWords[] = [
    ...(dataFile === undefined ? [] : [["--data-file", ...dataFile] as const]),
    ...Object.entries(field).map(([name, column]) => ["--field", `${name}=${column}`] as const),
    ...flagWords("--task-id", flags.taskId),
    ...flagWords("--teacher-url", teacherUrl === undefined ? undefined : shownUrl(teacherUrl)),
    ...flagWords("--deepseek-url", deepSeekAddress(deepseekUrl, deepseekKey)),
    ...flagWords("--teacher-model", flags.teacherModel),
    ...flagWords("--agent", flags.agent),
    ...flagWords("--judge-url", judgeUrl === undefined ? undefined : shownUrl(judgeUrl)),
    ...flagWords("--judge-model", flags.judgeModel),
    ...flagWords("--judge-rubric", flags.judgeRubric),
    ...flagWords("--judge-min", flags.judgeMin),
    ...envModelWords(flags),
    ...changedWords(flags),
    ...flagWords("--output-dir", outputDir === "dataset" ? undefined : outputDir),
  ];
  return ["synth", environment, ...words.flat()];
}

/** Settings of the run that differ from the defaults and that its header does not tell otherwise. */
export function changedPlaySettings(flags: SynthFlags): readonly string[] {
  return playWords(flags).map(([name, ...values]) =>
    [name.slice(2).replaceAll("-", " "), ...values].join(" "),
  );
}

function changedWords(flags: SynthFlags): readonly FlagWords[] {
  const { keep, format, expand, without, benchmark } = flags;
  return [
    ...playWords(flags),
    ...flagWords("--attempts", flags.attempts === 1 ? undefined : flags.attempts),
    ...flagWords("--keep", keep === "first" ? undefined : keep),
    ...flagWords("--cap", flags.cap),
    ...flagWords("--shortest", flags.shortest),
    ...flagWords("--pass-rate", flags.passRate?.join("-")),
    ...flagWords("--wrong-turns", flags.wrongTurns),
    ...flagWords("--mask-failed", flags.maskFailed),
    ...flagWords("--personal-data", flags.personalData),
    ...flagWords("--near-duplicates", flags.nearDuplicates),
    ...flagWords("--without", without?.join(",")),
    ...(benchmark === undefined ? [] : [["--benchmark", ...benchmark] as const]),
    ...flagWords("--thoughts", flags.thoughts),
    ...flagWords("--thoughts-outside", flags.thoughtsOutside),
    ...flagWords("--tokenizer", flags.tokenizer),
    ...flagWords("--format", format === "hermes" ? undefined : format),
    ...flagWords("--expand", expand === "conversation" ? undefined : expand),
    ...flagWords("--history-thoughts", flags.historyThoughts),
    ...flagWords("--split", flags.split),
    ...flagWords("--parquet", flags.parquet),
    ...flagWords("--template", flags.template),
    ...flagWords("--license", flags.license),
  ];
}

function playWords(flags: SynthFlags): readonly FlagWords[] {
  const { body, modelCache, set = {} } = flags;
  return [
    ...flagWords("--limit", flags.limit),
    ...Object.entries(set).flatMap(([name, value]) => setWords(name, value)),
    ...flagWords("--system-prompt", flags.systemPrompt),
    ...flagWords("--language", flags.language),
    ...flagWords("--temperature", flags.temperature?.join(",")),
    ...flagWords("--top-p", flags.topP),
    ...flagWords("--max-tokens", flags.maxTokens),
    ...flagWords("--body", body === undefined ? undefined : JSON.stringify(body)),
    ...flagWords("--stream", flags.stream),
    ...flagWords("--api", flags.api),
    ...flagWords("--rpm", flags.rpm),
    ...flagWords("--tpm", flags.tpm),
    ...(modelCache === undefined ? [] : [["--model-cache", ...modelCache] as const]),
    ...flagWords("--prices", flags.prices),
    ...flagWords("--max-cost", flags.maxCost),
    ...flagWords("--concurrency", flags.concurrency === 8 ? undefined : flags.concurrency),
    ...flagWords("--seed", flags.seed),
    ...flagWords("--sandbox", flags.sandbox === "auto" ? undefined : flags.sandbox),
    ...flagWords("--image", flags.image),
    ...flagWords("--allow-virtual", flags.allowVirtual),
    ...flagWords("--skip-unmet", flags.skipUnmet),
    ...flagWords("--retries", flags.retries),
    ...flagWords("--max-time", flags.maxTime),
    ...flagWords("--max-turns", flags.maxTurns === 30 ? undefined : flags.maxTurns),
    ...flagWords("--max-episode-tokens", flags.maxEpisodeTokens),
    ...flagWords("--episode-timeout", flags.episodeTimeout),
  ];
}

/** A key is never written out, and without one the address must say that it is DeepSeek's. */
function deepSeekAddress(url: string | undefined, key: string | undefined): string | undefined {
  if (url !== undefined) return shownUrl(url);
  return key === undefined ? undefined : "https://api.deepseek.com";
}
