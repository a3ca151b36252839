import { AgentGymError, UsageError } from "@agent-gym/core";

import type { CommandContext } from "./command-context.ts";
import { exitCodes } from "./exit-codes.ts";
import { harmlessLine } from "./terminal/harmless-text.ts";

/** An error as a person reads it, and how the process should exit for it. */
export interface ErrorReport {
  readonly message: string;
  readonly code: string;
  readonly exitCode: number;
}

/** Puts an error into one line. */
export function describeError(error: unknown): ErrorReport {
  if (UsageError.isInstance(error)) return describe(error, exitCodes.usage);
  if (AgentGymError.isInstance(error)) return describe(error, exitCodes.failed);
  if (isSystemError(error)) return describe(error, exitCodes.failed);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    message: harmlessLine(
      `Unexpected error, a fault of Agent Gym's own: ${what}. Please report it, with what is printed when AGENT_GYM_DEBUG=1 is set.`,
    ),
    code: "unexpected",
    exitCode: exitCodes.failed,
  };
}

/**
 * Says in one line on stderr what went wrong, and gives the exit code for it. The stack is shown only
 * when `AGENT_GYM_DEBUG` is set.
 */
export function reportError(error: unknown, { stderr, env }: CommandContext): number {
  const { message, exitCode } = describeError(error);
  stderr.write(`agent-gym: ${message}\n`);
  const debug = env["AGENT_GYM_DEBUG"] ?? "";
  if (debug !== "" && debug !== "0" && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}

function describe(error: Error & { readonly code: string }, exitCode: number): ErrorReport {
  return { message: harmlessLine(error.message), code: error.code, exitCode };
}

/** What the operating system refused: a full disk, a missing permission. */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    "syscall" in error &&
    "code" in error &&
    typeof error.code === "string"
  );
}
