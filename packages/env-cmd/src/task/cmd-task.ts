import type { Capability, SandboxLimits, Schema } from "@agent-gym/core";
import { z } from "zod";

import { type Check, checkSchema } from "./check.ts";
import { taskFiles, type TaskFiles } from "./task-files.ts";

/** The data of one command-line task. Only `query`, and one of `checks` and `verify`, must be there. */
export interface CmdTask {
  /** Unique in its file. Default: the first eight digits of its digest. */
  readonly id?: string;
  /** What the agent is asked. */
  readonly query: string;
  /** What the workspace holds at the start, before `env` and `setup` run. */
  readonly files?: TaskFiles;
  /** A Python script that sets the workspace up. */
  readonly env?: string;
  /** Shell commands that set the workspace up, after `files` and `env`. */
  readonly setup?: string;
  /** What must be true at the end. All of it: one check that fails makes the reward 0. */
  readonly checks: readonly Check[];
  /** A Python script that looks at the workspace and sets `success`; it may set `detail`. */
  readonly verify?: string;
  /** Paths and globs of inputs that a right solution may change. All others are put back. */
  readonly mutable: readonly string[];
  /** Shell commands that solve the task. */
  readonly solution?: string;
  /** What the sandbox must be able to do; `python` goes without saying where a script is in Python. */
  readonly requires: readonly Capability[];
  /** What the sandbox may use, over its defaults. */
  readonly limits?: Partial<SandboxLimits>;
  /** Of the query, as in BCP 47: `en`, `zh`. */
  readonly language?: string;
  /** As in `easy`, `medium`, `hard`. */
  readonly difficulty?: string;
  /** Empty when absent. */
  readonly tags: readonly string[];
  /** As in `train`, `test`. */
  readonly split?: string;
  /** An SPDX identifier. */
  readonly license?: string;
  /** Where the task comes from. */
  readonly source?: string;
}

const positive = z.int().positive().exactOptional();

/** Of a task's data. Unknown fields are refused, so that a misspelt one can't be overlooked. */
export const cmdTaskSchema: Schema<CmdTask> = z.strictObject({
  id: z.string().min(1).exactOptional().describe("Unique in its file."),
  query: z.string().min(1).describe("What the agent is asked."),
  files: taskFiles
    .exactOptional()
    .describe("What the workspace holds at the start: path → content, or an object."),
  env: z.string().exactOptional().describe("A Python script that sets the workspace up."),
  setup: z
    .string()
    .exactOptional()
    .describe("Shell commands that set the workspace up, after files and env."),
  checks: z
    .array(checkSchema)
    .default([])
    .describe("What must be true at the end; all of it, for a reward of 1."),
  verify: z
    .string()
    .exactOptional()
    .describe("A Python script that looks at the workspace and sets `success`."),
  mutable: z
    .array(z.string().min(1))
    .default([])
    .describe("Paths and globs of inputs that a right solution may change."),
  solution: z.string().min(1).exactOptional().describe("Shell commands that solve the task."),
  requires: z
    .array(z.string().min(1))
    .default([])
    .describe("What the sandbox must be able to do: real-shell, python, …"),
  limits: z
    .strictObject({
      wallMs: positive,
      cpuMs: positive,
      memoryBytes: positive,
      processes: positive,
      diskBytes: positive,
      fileBytes: positive,
      outputBytes: positive,
    })
    .exactOptional()
    .describe("What the sandbox may use, over its defaults."),
  language: z.string().exactOptional().describe("Of the query, as in BCP 47: en, zh."),
  difficulty: z.string().exactOptional().describe("As in easy, medium, hard."),
  tags: z.array(z.string()).default([]),
  split: z.string().exactOptional().describe("As in train, test."),
  license: z.string().exactOptional().describe("An SPDX identifier."),
  source: z.string().exactOptional().describe("Where the task comes from."),
});
