import { z } from "zod";

import type { SqlValue } from "../database/sql-value.ts";

/** What a query on the final database must give. */
export interface QueryCheck {
  readonly kind: "query";
  readonly name?: string;
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
  readonly ordered: boolean;
}

/** How many rows of a table must have these values. */
export interface RowsCheck {
  readonly kind: "rows";
  readonly name?: string;
  readonly table: string;
  readonly where: Readonly<Record<string, SqlValue>>;
  readonly count: number;
}

/** What of a table may change all the same. */
export interface Exception {
  readonly table: string;
  readonly where?: Readonly<Record<string, SqlValue>>;
  readonly columns?: readonly string[];
}

/** What must be as it was. */
export interface UnchangedCheck {
  readonly kind: "unchanged";
  readonly name?: string;
  readonly tables?: readonly string[];
  readonly except: readonly Exception[];
}

/** What the agent must answer. */
export interface AnswerCheck {
  readonly kind: "answer";
  readonly name?: string;
  readonly number?: number;
  readonly units?: readonly string[];
  readonly tolerance: number;
  readonly text?: string | readonly string[];
  readonly list?: readonly string[];
  readonly ordered: boolean;
}

/** One thing that must hold when the agent is done. */
export type Check = QueryCheck | RowsCheck | UnchangedCheck | AnswerCheck;

const value: z.ZodType<SqlValue> = z
  .union([
    z.null(),
    z.number(),
    z.string(),
    z.strictObject({ integer: z.string().regex(/^-?\d+$/) }),
    z.strictObject({ real: z.enum(["Infinity", "-Infinity"]) }),
    z.strictObject({ blob: z.string().regex(/^(?:[0-9a-f]{2})*$/) }),
  ])
  .describe("A value of SQL; integers beyond ±(2^53 - 1) as {integer}, bytes as {blob} in hex.");
const name = z.string().min(1).exactOptional().describe("What it is called in the scores.");
const where = z
  .record(z.string(), value)
  .describe("The values that a row has, by column; all must be equal.");

/** As it stands in a task. */
export const checkSchema: z.ZodType<Check> = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("query"),
      name,
      sql: z
        .string()
        .min(1)
        .describe("One query. It sees tables and views as plain rows, without triggers."),
      rows: z.array(z.array(value)).describe("What it must give."),
      ordered: z.boolean().default(false).describe("Whether the order of the rows counts."),
    })
    .describe("A query on the final database gives these rows."),
  z
    .strictObject({
      kind: z.literal("rows"),
      name,
      table: z.string().min(1),
      where,
      count: z.int().min(0).default(1).describe("How many such rows there must be; 0 for none."),
    })
    .describe("A table has so many rows with these values."),
  z
    .strictObject({
      kind: z.literal("unchanged"),
      name,
      tables: z
        .array(z.string().min(1))
        .min(1)
        .exactOptional()
        .describe(
          "Only these. By default everything: all tables, views and triggers; of a view its SQL.",
        ),
      except: z
        .array(
          z.strictObject({
            table: z.string().min(1),
            where: where
              .exactOptional()
              .describe("Only rows like this; by default all of the table."),
            columns: z
              .array(z.string().min(1))
              .min(1)
              .exactOptional()
              .describe("Only in these columns; by default the rows may come, go and change."),
          }),
        )
        .default([])
        .describe("What may change all the same."),
    })
    .describe("Tables, with their rows and columns, are as they were."),
  z
    .strictObject({
      kind: z.literal("answer"),
      name,
      number: z.number().exactOptional().describe("The one number of the answer."),
      units: z
        .array(z.string().min(1))
        .exactOptional()
        .describe(
          "Words that may stand beside the number, such as `books` or `%`, besides currencies and Chinese counters. A number with any other word is no answer.",
        ),
      tolerance: z.number().min(0).default(0).describe("How far the number may be off."),
      text: z
        .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
        .exactOptional()
        .describe("The answer, or all ways to write it; case, width and quotes don't count."),
      list: z
        .array(z.string().min(1))
        .min(1)
        .exactOptional()
        .describe("The items of the answer, which commas part."),
      ordered: z.boolean().default(false).describe("Whether the order of the list counts."),
    })
    .refine(
      ({ number, text, list }) =>
        [number, text, list].filter((one) => one !== undefined).length === 1,
      "name one of number, text and list",
    )
    .refine(
      ({ number, units }) => units === undefined || number !== undefined,
      "units belong to a number",
    )
    .describe("What the agent's last message says after `Answer:`."),
]);
