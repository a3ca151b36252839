import { AgentGymError, type ExecResult, type FileTree, type Sandbox } from "@agent-gym/core";

import { collectOptions } from "./evidence/cmd-evidence.ts";
import { pythonText } from "./python/python-text.ts";
import type { CmdTask } from "./task/cmd-task.ts";

/** What to set up, and for whom. */
export interface SetUpOptions {
  readonly task: CmdTask;
  /** The task's id, for messages. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * Runs a task's Python script and shell commands, in a sandbox that holds its files already.
 *
 * @returns the workspace as the agent will find it: what can be put back before it is judged.
 * @throws AgentGymError `setup-failed` when a script fails, or leaves what can't be collected.
 */
export async function setUpWorkspace(
  sandbox: Sandbox,
  { task, id, signal }: SetUpOptions,
): Promise<FileTree> {
  const fail = (what: string): AgentGymError =>
    new AgentGymError({
      code: "setup-failed",
      message: `Task "${id}" can't be set up: ${what}`,
      boundary: "environment",
    });
  if (task.env !== undefined) {
    const stdin = setUpProgram(task.env);
    const result = await sandbox.exec(["python3", "-I", "-B", "-"], {
      stdin,
      signal,
      as: "harness",
    });
    signal.throwIfAborted();
    if (!isGood(result)) throw fail(`its env script ${howItFailed(result)}`);
  }
  if (task.setup !== undefined) {
    const result = await sandbox.exec(task.setup, { signal, as: "harness" });
    signal.throwIfAborted();
    if (!isGood(result)) throw fail(`its setup commands ${howItFailed(result)}`);
  }
  const { files, skipped } = await sandbox.collect(collectOptions);
  const first = skipped[0];
  if (first !== undefined) {
    throw fail(`${first.path} can't be kept for grading (${first.reason}).`);
  }
  return files;
}

// The names that scripts of the first Agent Gym found there.
function setUpProgram(script: string): string {
  return `import os
exec(compile(${pythonText(script)}, "env.py", "exec"), {"__name__": "__main__", "__workspace__": os.getcwd(), "os": os})
`;
}

function isGood({ status, exitCode }: ExecResult): boolean {
  return status === "exited" && exitCode === 0;
}

function howItFailed({ status, exitCode, stdout, stderr }: ExecResult): string {
  const how = status === "exited" ? `ended with exit code ${exitCode}` : `did not end (${status})`;
  const said = (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";
  return said === "" ? `${how}.` : `${how}: ${said}`;
}
