import type { Json, SandboxLimits, Schema } from "@agent-gym/core";
import { z } from "zod";

import { taskFiles, type TaskFiles } from "./task-files.ts";

/** How an answer is judged. */
export type AnswerType = "math" | "exact" | "number" | "json" | "tests";

/** How far a number may be from the right one; either bound will do. */
export interface Tolerance {
  /** By how much it may differ, from 0. */
  readonly absolute?: number;
  /** Of the right number. */
  readonly relative?: number;
}

/** The data of one Python task. Only `question`, and one of `answer` and `tests`, must be there. */
export interface PythonTask {
  /** Unique in its file. Default: the first eight digits of its digest. */
  readonly id?: string;
  /** What the agent is asked. */
  readonly question: string;
  /** The right answer: a text for `math` and `exact`, a number for `number`, anything for `json`. */
  readonly answer?: Json;
  /** Default: `tests` where there are tests, else `math`. */
  readonly answer_type?: AnswerType;
  /** Of an answer of the type `number`; a millionth of it when absent. */
  readonly tolerance?: number | Tolerance;
  /** Hidden Python tests of the program that the agent answers with. */
  readonly tests?: string;
  /** What lies in the workspace. */
  readonly files?: TaskFiles;
  /** Python that solves the task: it prints the answer last, or it is the program that is asked for. */
  readonly solution?: string;
  /** What the sandbox may use, over its defaults. */
  readonly limits?: Partial<SandboxLimits>;
  /** Of the question, as in BCP 47: `en`, `zh`. */
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
const bound = z.number().nonnegative();

/** Of a task's data. Unknown fields are refused, so that a misspelt one can't be overlooked. */
export const pythonTaskSchema: Schema<PythonTask> = z.strictObject({
  id: z.string().min(1).exactOptional().describe("Unique in its file."),
  question: z.string().min(1).describe("What the agent is asked."),
  answer: z
    .json()
    .exactOptional()
    .describe("The right answer: a text, a number, or any JSON for the type json."),
  answer_type: z
    .enum(["math", "exact", "number", "json", "tests"])
    .exactOptional()
    .describe("How the answer is judged: tests where there are tests, else math."),
  tolerance: z
    .union([
      bound,
      z.strictObject({ absolute: bound.exactOptional(), relative: bound.exactOptional() }),
    ])
    .exactOptional()
    .describe("How far an answer of the type number may be off: an absolute bound, or an object."),
  tests: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Hidden Python tests: functions test_… that call solution.<name>(…) and assert."),
  files: taskFiles.exactOptional().describe("What lies in the workspace: path → content."),
  solution: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Python that prints the answer last, or the program that is asked for."),
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
  language: z.string().exactOptional().describe("Of the question, as in BCP 47: en, zh."),
  difficulty: z.string().exactOptional().describe("As in easy, medium, hard."),
  tags: z.array(z.string()).default([]),
  split: z.string().exactOptional().describe("As in train, test."),
  license: z.string().exactOptional().describe("An SPDX identifier."),
  source: z.string().exactOptional().describe("Where the task comes from."),
});

/** How a task's answer is judged, where it does not say so itself. */
export function answerType(task: Pick<PythonTask, "answer_type" | "tests">): AnswerType {
  return task.answer_type ?? (task.tests === undefined ? "math" : "tests");
}
