import type { Schema } from "@agent-gym/core";
import { z } from "zod";

/** What a run may set about the environment. */
export interface PythonOptions {
  /** Each call is a program of its own, without variables of the one before. Default false. */
  readonly stateless: boolean;
  /** How long one call may take. Default 30. */
  readonly cellSeconds: number;
  /** How much of a call's output the agent sees. Default 10,000. */
  readonly outputCharacters: number;
  /** How long a task's hidden tests may take together. Default 60. */
  readonly testSeconds: number;
}

const seconds = z.number().positive().max(3600);

export const pythonOptionsSchema: Schema<PythonOptions> = z.strictObject({
  stateless: z
    .boolean()
    .default(false)
    .describe("Each call is a program of its own, without variables of the one before."),
  cellSeconds: seconds.default(30).describe("How long one call may take."),
  outputCharacters: z
    .int()
    .min(200)
    .default(10_000)
    .describe("How much of a call's output the agent sees."),
  testSeconds: seconds.default(60).describe("How long a task's hidden tests may take together."),
});
