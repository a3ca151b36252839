import type { ToolReply } from "@agent-gym/core";

import { describeRun } from "../output/describe-run.ts";
import { pathProblem } from "./path-problem.ts";
import type { Workbench } from "./workbench.ts";

/** How a file tool runs its command. */
export interface FileCommand {
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** What to answer when all went well. */
  readonly done: (stdout: string) => string;
}

/**
 * Runs a file tool's command in the sandbox, with the agent's own rights: a file tool can do what a
 * command could, no more. A command that fails is an error in its own words.
 */
export async function runFileCommand(
  { argv, stdin, done }: FileCommand,
  { state, signal }: { readonly state: Workbench; readonly signal: AbortSignal },
): Promise<ToolReply> {
  for (const word of argv) {
    const problem = pathProblem(word);
    if (problem !== undefined) return { content: problem, isError: true };
  }
  const result = await state.sandbox.exec(argv, {
    signal,
    limits: { wallMs: state.wallMs },
    ...(stdin === undefined ? {} : { stdin }),
  });
  signal.throwIfAborted();
  if (result.status === "exited" && result.exitCode === 0) return { content: done(result.stdout) };
  return { ...describeRun(result, state), isError: true };
}
