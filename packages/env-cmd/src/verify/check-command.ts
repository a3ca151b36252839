import type { FileTree, Json, SandboxLimits, SandboxProvider } from "@agent-gym/core";

import { overlay } from "../evidence/file-trees.ts";
import { brokenSandbox } from "../output/describe-run.ts";
import type { CommandCheck } from "../task/check.ts";
import { toFileTree } from "../task/task-files.ts";
import type { Finding } from "./check-result.ts";
import { sameText } from "./compare-text.ts";
import { matchPattern } from "./match-pattern.ts";

/** Where and how a grader runs things. */
export interface JudgeContext {
  readonly sandboxes: SandboxProvider;
  readonly limits: Partial<SandboxLimits>;
  readonly signal: AbortSignal;
}

/**
 * Runs a check's command on the files, in a sandbox that no other check shares. What the command
 * does wrong is the check's finding; only a sandbox that fails is an error.
 *
 * @throws SandboxError
 */
export async function checkCommand(
  check: CommandCheck,
  files: FileTree,
  { sandboxes, limits, signal }: JudgeContext,
): Promise<Finding> {
  const tree = overlay(files, toFileTree(check.files ?? {}));
  await using sandbox = await sandboxes.create({ files: tree, limits }, signal);
  const { stdin } = check;
  const result = await sandbox.exec(check.command, {
    signal,
    ...(stdin === undefined ? {} : { stdin }),
  });
  signal.throwIfAborted();
  if (result.status === "sandbox-error") throw brokenSandbox(result);
  const { status, exitCode, stdout, stderr } = result;
  const expected: Json = {
    exitCode: check.exitCode,
    ...(check.stdout === undefined ? {} : { stdout: check.stdout }),
    ...(check.stdoutMatches === undefined ? {} : { stdoutMatches: check.stdoutMatches }),
  };
  const matches =
    check.stdoutMatches === undefined
      ? undefined
      : matchPattern(stdout, { pattern: check.stdoutMatches });
  const passed =
    status === "exited" &&
    exitCode === check.exitCode &&
    (check.stdout === undefined || sameText(stdout, check.stdout, check.compare)) &&
    (matches === undefined || (matches.searched && matches.count > 0));
  const how: Json = status === "exited" ? { exitCode } : { status };
  const problem: Json = matches?.searched === false ? { problem: matches.problem } : {};
  return { passed, expected, found: { ...how, ...problem, stdout, stderr } };
}
