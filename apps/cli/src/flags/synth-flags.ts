import type { JsonObject } from "@agent-gym/core";
import { type Command, InvalidArgumentError, Option } from "commander";

import { addEnvModelFlags, type EnvModelFlags } from "./env-model-flags.ts";
import { rowFormatNames } from "./export-flags.ts";
import { addJudgeFlags, type JudgeFlags } from "./judge-flags.ts";
import { addModelCallFlags, type ModelCallFlags } from "./model-call-flags.ts";
import { addOutputFlags, type OutputFlags } from "./output-flags.ts";
import {
  assignment,
  commaList,
  numberWithin,
  renaming,
  seconds,
  wholeNumber,
  words,
} from "./parse-flag.ts";
import { addSandboxFlags, type SandboxFlags } from "./sandbox-flags.ts";
import { addTeacherFlags, type TeacherFlags } from "./teacher-flags.ts";

/** How rows are chosen and written, as the command line gave it. */
export interface DatasetFlags {
  readonly keep: "first" | "best" | "all";
  /** Rows of one task. */
  readonly cap?: number;
  readonly shortest?: boolean;
  /** Least and most rate of success that a task may have, from 0 to 1. */
  readonly passRate?: readonly [least: number, most: number];
  /** Turns with calls that can't be learned. */
  readonly wrongTurns?: "reject" | "mask";
  /** Leaves turns whose calls failed out of the loss. */
  readonly maskFailed?: boolean;
  readonly personalData?: "report" | "reject";
  /** Similarity from which on a row repeats an earlier one. */
  readonly nearDuplicates?: number;
  /** Names of stages that are off. */
  readonly without?: readonly string[];
  /** Files of what must not be trained on. */
  readonly benchmark?: readonly string[];
  readonly thoughts?: "label" | "reject" | "keep";
  readonly thoughtsOutside?: "nearest" | "reject" | "keep";
  readonly tokenizer?: string;
  readonly format: string;
  readonly expand: "conversation" | "turn";
  readonly historyThoughts?: "keep" | "drop" | "last";
  /** Share of the tasks that go into `validation`. */
  readonly split?: number;
  readonly parquet?: boolean;
  readonly template?: string;
  readonly license?: string;
  readonly outputDir: string;
}

/** The flags of `agent-gym synth`, as the command line gave them. */
export interface SynthFlags
  extends
    TeacherFlags,
    JudgeFlags,
    EnvModelFlags,
    ModelCallFlags,
    SandboxFlags,
    DatasetFlags,
    OutputFlags {
  readonly dataFile?: readonly string[];
  /** A task's field by the column that it comes from. */
  readonly field?: Readonly<Record<string, string>>;
  readonly taskId?: string;
  readonly limit?: number;
  readonly set?: JsonObject;
  readonly attempts: number;
  readonly concurrency: number;
  readonly seed?: number;
  readonly allowVirtual?: boolean;
  readonly skipUnmet?: boolean;
  readonly retries?: number;
  /** In seconds. */
  readonly maxTime?: number;
  readonly resume?: boolean;
  readonly retryErrors?: boolean;
  readonly maxTurns: number;
  readonly maxEpisodeTokens?: number;
  /** In seconds. */
  readonly episodeTimeout?: number;
}

/** Adds all flags of `agent-gym synth`. */
export function addSynthFlags(command: Command): Command {
  command
    .optionsGroup("Tasks:")
    .option(
      "--data-file <files...>",
      "JSON, JSON Lines, CSV, Parquet; globs; default: the environment's own tasks",
      words,
    )
    .option("--field <field=column>", "a task's field comes from that column; repeatable", renaming)
    .option("--task-id <ids>", "only these: ids, places from 0, or ranges as in 0-9")
    .option("--limit <n>", "at most the first n of them", wholeNumber(1))
    .option("--set <path=value>", "an option of the environment; repeatable", assignment);
  addTeacherFlags(command);
  addEnvModelFlags(command);
  addModelCallFlags(command);
  addPlayFlags(command);
  addJudgeFlags(command);
  return addOutputFlags(addDatasetFlags(command).optionsGroup("Output:"));
}

function addPlayFlags(command: Command): void {
  command
    .optionsGroup("Playing:")
    .option("--attempts <n>", "attempts at each task", wholeNumber(1), 1)
    .option("--concurrency <n>", "episodes at the same time", wholeNumber(1), 8)
    .option("--seed <n>", "of environments and sampling", wholeNumber(0));
  addSandboxFlags(command)
    .option("--allow-virtual", "take the virtual sandbox, whose shell is no real one")
    .option("--skip-unmet", "leave out tasks that need what the sandbox or nobody here has")
    .option(
      "--retries <n>",
      "of episodes that broke around the teacher; default: 1",
      wholeNumber(0),
    )
    .option("--max-time <time>", "most time of all, as in 90, 45m, 2h", seconds)
    .option("--resume", "go on in --output-dir: play what is owed, make the dataset anew")
    .option("--retry-errors", "when resuming, also try again whatever has no reward")
    .option("--max-turns <n>", "most turns of an episode", wholeNumber(1), 30)
    .option("--max-episode-tokens <n>", "most tokens of an episode, in and out", wholeNumber(1))
    .option("--episode-timeout <time>", "most time of an episode; default: 1h", seconds);
}

/** Adds the flags that choose rows and how they are written. */
function addDatasetFlags(command: Command): Command {
  return command
    .optionsGroup("Rows:")
    .addOption(
      new Option("--keep <which>", "of a task's successes")
        .choices(["first", "best", "all"])
        .default("first"),
    )
    .option("--cap <n>", "at most so many rows of one task", wholeNumber(1))
    .option("--shortest", "of a task's successes only the one with the fewest turns")
    .option(
      "--pass-rate <band>",
      "only tasks that the teacher's attempts solve at such a rate, as in 0.1-0.9",
      band,
    )
    .addOption(
      new Option(
        "--wrong-turns <how>",
        "turns with unreadable, repaired or invalid calls; default: reject the row",
      ).choices(["reject", "mask"]),
    )
    .option("--mask-failed", "learn no turn whose call failed, only what put it right")
    .addOption(
      new Option(
        "--personal-data <how>",
        "rows with keys, addresses, numbers; default: report",
      ).choices(["report", "reject"]),
    )
    .option(
      "--near-duplicates <similarity>",
      "leave out rows so much like an earlier one, above 0 and up to 1; default: 0.9",
      similarity,
    )
    .option("--without <stages>", "stages that are off, comma separated; repeatable", commaList)
    .option("--benchmark <files...>", "leave out what these files hold", words)
    .addOption(
      new Option(
        "--thoughts <mode>",
        "measure thoughts: label them anew, reject what is called wrong, keep",
      ).choices(["label", "reject", "keep"]),
    )
    .addOption(
      new Option(
        "--thoughts-outside <mode>",
        "a thought of 21 to 99 tokens, which is of no kind; needed with --thoughts",
      ).choices(["nearest", "reject", "keep"]),
    )
    .option("--tokenizer <file>", "the student's tokenizer.json; default: lengths are estimated")
    .option("--format <name>", rowFormatNames.join(", "), "hermes")
    .addOption(
      new Option("--expand <into>", "a row per conversation, or per turn")
        .choices(["conversation", "turn"])
        .default("conversation"),
    )
    .addOption(
      new Option("--history-thoughts <which>", "of earlier turns; default: as recorded").choices([
        "keep",
        "drop",
        "last",
      ]),
    )
    .option("--split <share>", "of the tasks, for validation, as in 0.1", shareBelowOne)
    .option("--parquet", "also as Parquet")
    .option("--template <file>", "render each row with this chat template, and check that too")
    .option("--license <id>", "of the dataset, as in SPDX; default: unknown")
    .option("--output-dir <dir>", "where the dataset is made", "dataset");
}

function band(text: string): readonly [number, number] {
  const [, low, high] = /^([\d.]+)-([\d.]+)$/.exec(text.trim()) ?? [];
  if (low === undefined || high === undefined) {
    throw new InvalidArgumentError("Give the least and the most rate, as in 0.1-0.9.");
  }
  const [least, most] = [numberWithin(0, 1)(low), numberWithin(0, 1)(high)];
  if (least <= most) return [least, most];
  throw new InvalidArgumentError("The first rate must not be above the second.");
}

function similarity(text: string): number {
  const value = numberWithin(0, 1)(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Give a number above 0: at 0 every row is like every other.");
}

function shareBelowOne(text: string): number {
  const share = numberWithin(0, 1)(text);
  if (share < 1) return share;
  throw new InvalidArgumentError("Give a share below 1: something must be left to train on.");
}
