import type { JsonObject } from "@agent-gym/core";
import type { Command } from "commander";

import { addEnvModelFlags, type EnvModelFlags } from "./env-model-flags.ts";
import { assignment, commaList, numberWithin, seconds, wholeNumber, words } from "./parse-flag.ts";
import { addSandboxFlags, type SandboxFlags } from "./sandbox-flags.ts";
import { addTeacherModelFlags, type TeacherModelFlags } from "./teacher-flags.ts";

/** The flags of `agent-gym tasks synth`, as the command line gave them. */
export interface TasksSynthFlags extends EnvModelFlags, SandboxFlags, TeacherModelFlags {
  readonly dataFile?: readonly string[];
  readonly taskId?: string;
  readonly limit?: number;
  readonly set?: JsonObject;
  readonly temperature: number;
  readonly maxTokens?: number;
  readonly proposals: number;
  readonly accept?: number;
  readonly persona?: readonly string[];
  readonly tag?: readonly string[];
  readonly language?: string;
  readonly similarity: number;
  readonly concurrency: number;
  readonly maxTurns: number;
  /** In seconds. */
  readonly episodeTimeout: number;
  readonly seed?: number;
  readonly output: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Adds all flags of `agent-gym tasks synth`. */
export function addTasksSynthFlags(command: Command): Command {
  command
    .optionsGroup("Examples for the teacher:")
    .option("--data-file <files...>", "tasks to go by; default: the environment's own", words)
    .option("--task-id <ids>", "only these: ids, places from 0, or ranges as in 0-9")
    .option("--limit <n>", "at most the first n of them", wholeNumber(1))
    .option("--set <path=value>", "an option of the environment; repeatable", assignment);
  addTeacherModelFlags(command)
    .option("--temperature <t>", "sampling temperature", numberWithin(0, 5), 1)
    .option("--max-tokens <n>", "most tokens of one answer", wholeNumber(1));
  addEnvModelFlags(command)
    .optionsGroup("Proposals:")
    .option("--proposals <n>", "how many to ask for", wholeNumber(1), 20)
    .option("--accept <n>", "stop once so many are accepted", wholeNumber(1))
    .option("--persona <text>", "who might ask; repeatable, taken in turns", words)
    .option("--tag <tags>", "what tasks should exercise, comma separated; repeatable", commaList)
    .option("--language <tag>", "of the tasks' words, as in zh")
    .option("--similarity <share>", "from which on a task repeats another", numberWithin(0, 1), 0.5)
    .optionsGroup("Proving:")
    .option("--concurrency <n>", "episodes and gradings at the same time", wholeNumber(1), 8)
    .option("--max-turns <n>", "most turns of an episode", wholeNumber(1), 100)
    .option("--episode-timeout <time>", "most time of an episode, as in 90, 10m", seconds, 600)
    .option("--seed <n>", "of environments and of chance", wholeNumber(0));
  return addSandboxFlags(command)
    .optionsGroup("Output:")
    .option(
      "--output <file>",
      "accepted tasks, a JSON array; the others beside it, in FILE.rejected.jsonl",
      "tasks.json",
    )
    .option("--quiet", "nothing but errors and the last line")
    .option("--json", "one JSON object per line on stdout; people's text on stderr")
    .optionsGroup("Other:");
}
