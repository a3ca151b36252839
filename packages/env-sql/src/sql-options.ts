import type { Schema } from "@agent-gym/core";
import { z } from "zod";

/** What a run may set about the environment. */
export interface SqlOptions {
  /** How long the SQL of one call may take. Default 5. */
  readonly callSeconds: number;
  /** How many rows of a query's result the agent sees. Default 50. */
  readonly shownRows: number;
  /** How many characters of a call's rows the agent sees. Default 10,000. */
  readonly shownCharacters: number;
}

export const sqlOptionsSchema: Schema<SqlOptions> = z.strictObject({
  callSeconds: z
    .number()
    .min(0.1)
    .max(60)
    .default(5)
    .describe("How long the SQL of one call may take."),
  shownRows: z
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .describe("How many rows of a query's result the agent sees."),
  shownCharacters: z
    .int()
    .min(200)
    .max(100_000)
    .default(10_000)
    .describe("How many characters of a call's rows the agent sees."),
});
