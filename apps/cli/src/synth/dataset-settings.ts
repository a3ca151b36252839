import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";

import { type ChatModel, UsageError } from "@agent-gym/core";
import {
  type DatasetOptions,
  findFormat,
  type JudgeOptions,
  loadChatTemplate,
  loadTokenCounter,
  readBenchmark,
  type Stage,
  standardStages,
  type StandardStagesOptions,
} from "@agent-gym/synthesizer";

import type { JudgeFlags } from "../flags/judge-flags.ts";
import type { DatasetFlags } from "../flags/synth-flags.ts";
import { packageVersions } from "../package-versions.ts";

/** How a dataset is made, but for its stages. */
export type DatasetSettings = Omit<DatasetOptions, "runs" | "signal" | "stages"> & {
  /** The stages, with a judge where there is one. @throws UsageError for one that there is not. */
  readonly stagesWith: (judge: JudgeOptions | undefined) => readonly Stage[];
};

/**
 * How a dataset is made, as flags say it. Every row is checked as it is written.
 *
 * @throws UsageError for a format or a stage that there is not, or a file that can't be read.
 */
export async function datasetSettings(
  flags: DatasetFlags & JudgeFlags & { readonly allowVirtual?: boolean },
  { cwd }: { readonly cwd: string },
): Promise<DatasetSettings> {
  const { format, expand, historyThoughts, split, parquet, template, license, tokenizer } = flags;
  findFormat(format);
  const outputDir = resolve(cwd, flags.outputDir);
  const counter =
    tokenizer === undefined ? undefined : await loadTokenCounter(resolve(cwd, tokenizer));
  return {
    outputDir,
    name: basename(outputDir),
    format,
    expand,
    stagesWith: await stagesOf(flags, { cwd, counter }),
    check:
      template === undefined ? true : { template: await loadChatTemplate(resolve(cwd, template)) },
    versions: { ...packageVersions(), synthesizer: synthesizerVersion() },
    parquet: parquet ?? false,
    allowVirtual: flags.allowVirtual ?? false,
    ...(counter === undefined ? {} : { counter }),
    ...(historyThoughts === undefined ? {} : { rendering: { historyThoughts } }),
    ...(split === undefined ? {} : { split: { validation: split } }),
    ...(license === undefined ? {} : { license }),
  };
}

async function stagesOf(
  flags: DatasetFlags & JudgeFlags,
  { cwd, counter }: { readonly cwd: string; readonly counter: DatasetOptions["counter"] },
): Promise<DatasetSettings["stagesWith"]> {
  const { keep, without, benchmark, cap, shortest, passRate, wrongTurns, maskFailed } = flags;
  const [least = 0, most = 1] = passRate ?? [];
  const thoughts = thoughtPolicy(flags, counter);
  const benchmarks =
    benchmark === undefined
      ? undefined
      : (await Promise.all(benchmark.map((file) => readBenchmark(resolve(cwd, file))))).flat();
  const options: StandardStagesOptions = {
    keep,
    ...(cap === undefined ? {} : { cap }),
    ...(shortest === undefined ? {} : { shortest }),
    ...(passRate === undefined ? {} : { passRate: { least, most } }),
    ...(wrongTurns === undefined ? {} : { wrongTurns }),
    ...(maskFailed === undefined ? {} : { maskFailedCalls: maskFailed }),
    ...(flags.personalData === undefined ? {} : { personalData: flags.personalData }),
    ...(flags.nearDuplicates === undefined ? {} : { nearDuplicates: flags.nearDuplicates }),
    ...(without === undefined ? {} : { without }),
    ...(benchmarks === undefined ? {} : { benchmarks }),
    ...(thoughts === undefined ? {} : { thoughts }),
  };
  const stagesWith: DatasetSettings["stagesWith"] = (judge) =>
    standardStages({ ...options, ...(judge === undefined ? {} : { judge }) });
  // A stage that there is not is told of before any endpoint is asked.
  const isJudged = flags.judgeUrl !== undefined || flags.judgeModel !== undefined;
  stagesWith(isJudged ? { model: nobody } : undefined);
  return stagesWith;
}

const nobody: ChatModel = {
  id: "nobody",
  complete: async () => {
    throw new UsageError("There is no judge yet.");
  },
};

function thoughtPolicy(
  { thoughts: mode, thoughtsOutside: outside }: DatasetFlags,
  counter: DatasetOptions["counter"],
): StandardStagesOptions["thoughts"] {
  if (mode === undefined) {
    if (outside === undefined) return undefined;
    throw new UsageError("--thoughts-outside says what --thoughts does with some: give both.");
  }
  if (outside === undefined && mode !== "keep") {
    throw new UsageError(
      `--thoughts ${mode} needs --thoughts-outside nearest, reject or keep: a thought of 21 to 99 tokens is of no kind.`,
    );
  }
  return { mode, outside: outside ?? "keep", ...(counter === undefined ? {} : { counter }) };
}

function synthesizerVersion(): string {
  const { resolve: find } = createRequire(import.meta.url);
  const text = readFileSync(find("@agent-gym/synthesizer/package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
