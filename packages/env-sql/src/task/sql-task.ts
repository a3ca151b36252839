import type { Schema } from "@agent-gym/core";
import { z } from "zod";

import { type Check, checkSchema } from "../checks/check.ts";

/** SQL and words that stand for an attempt at a task. */
export interface Attempt {
  readonly sql: readonly string[];
  readonly answer?: string;
}

/** A task, as its file holds it, without the well-known fields. */
export interface SqlTask {
  readonly query: string;
  readonly database: string;
  readonly checks: readonly Check[];
  readonly solution?: Attempt;
  readonly wrong?: Readonly<Record<string, Attempt>>;
}

const attemptFields = {
  sql: z
    .array(z.string().min(1).max(100_000))
    .default([])
    .describe("What is run, one call of the agent each."),
  answer: z
    .string()
    .min(1)
    .exactOptional()
    .describe("What comes after `Answer:` in what is said at the end."),
};

/** What a task holds. A misspelt field is refused. */
export const sqlTaskSchema: Schema<SqlTask> = z.strictObject({
  query: z.string().min(1).describe("What the agent is asked, in the task's language."),
  database: z
    .string()
    .min(1)
    .max(100_000)
    .describe("SQL that makes the database: tables, views, triggers and rows."),
  checks: z
    .array(checkSchema)
    .min(1)
    .describe(
      "What must hold in the end. Checks that hold at the start already are guards: when one of them is broken, the reward is 0. The others are goals: the reward is the share of them that is reached.",
    ),
  solution: z
    .strictObject(attemptFields)
    .exactOptional()
    .describe("Solves the task in full. Without one nobody knows whether it can be solved."),
  wrong: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.strictObject(attemptFields))
    .exactOptional()
    .describe("Attempts that look right and are not, by name. None may be a success."),
});
