import type { Command } from "commander";

import { numberWithin } from "./parse-flag.ts";

/** Which model judges rows, as the command line gave it. */
export interface JudgeFlags {
  readonly judgeUrl?: string;
  readonly judgeKey?: string;
  readonly judgeModel?: string;
  /** A file. */
  readonly judgeRubric?: string;
  /** Of 5: a row stays from this score on. */
  readonly judgeMin?: number;
}

/** Adds the flags that say which model judges rows, and by what. */
export function addJudgeFlags(command: Command): Command {
  return command
    .optionsGroup("Judge of rows (none unless its address or model is given):")
    .option("--judge-url <url>", "OpenAI-compatible endpoint; default: the teacher's")
    .option("--judge-key <key>", "its key; better kept in the environment, see below")
    .option("--judge-model <name>", "default: the one model that its endpoint lists")
    .option("--judge-rubric <file>", "what each score from 1 to 5 means; default: a general one")
    .option(
      "--judge-min <score>",
      "a row stays from this score on; default: 4",
      numberWithin(1, 5),
    );
}
