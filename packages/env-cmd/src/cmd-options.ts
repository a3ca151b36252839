import type { Schema } from "@agent-gym/core";
import { z } from "zod";

/** What a run may set about the environment. */
export interface CmdOptions {
  /** How long one command of the agent may take. Default 30. */
  readonly commandSeconds: number;
  /** How much of a command's output, and of a file, the agent sees. Default 10,000. */
  readonly outputCharacters: number;
  /** How long a verifier, or a command of a check, may take. Default 30. */
  readonly verifySeconds: number;
}

export const cmdOptionsSchema: Schema<CmdOptions> = z.strictObject({
  commandSeconds: z
    .number()
    .positive()
    .max(3600)
    .default(30)
    .describe("How long one command of the agent may take."),
  outputCharacters: z
    .int()
    .min(200)
    .default(10_000)
    .describe("How much of a command's output, and of a file, the agent sees."),
  verifySeconds: z
    .number()
    .positive()
    .max(3600)
    .default(30)
    .describe("How long a verifier, or a command of a check, may take."),
});
