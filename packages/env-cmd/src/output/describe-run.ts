import { type ExecResult, SandboxError, type ToolReply } from "@agent-gym/core";

import { cutMiddle } from "./cut-middle.ts";
import { printable } from "./printable.ts";

/** What decides how a command's result reads. */
export interface DescribeOptions {
  /** Of stdout, and as many of stderr. */
  readonly outputCharacters: number;
  /** The time limit that the command had. */
  readonly wallMs: number;
}

/**
 * A command's result as an agent reads it: stdout, then stderr under a heading, then how it ended
 * unless that was well. Says nothing that differs from run to run by itself: no times, no process ids.
 *
 * @throws SandboxError when it was the sandbox that failed, not the command.
 */
export function describeRun(result: ExecResult, options: DescribeOptions): ToolReply {
  const { status, exitCode, stateLost } = result;
  if (status === "sandbox-error") throw brokenSandbox(result);
  const shown = (text: string): string =>
    cutMiddle(printable(text), options.outputCharacters).replace(/\r?\n$/, "");
  const ending = endingInWords(result, options);
  const parts = [
    shown(result.stdout),
    ...(result.stderr === "" ? [] : ["[stderr]", shown(result.stderr)]),
    ...(ending === undefined ? [] : [ending]),
    ...(stateLost === true
      ? ["[the sandbox was restarted: processes are gone, files are there]"]
      : []),
  ].filter((part) => part !== "");
  return {
    content: parts.length === 0 ? "Command executed successfully" : parts.join("\n"),
    ...(status === "exited" ? {} : { isError: true }),
    info: { status, exitCode },
  };
}

/** The error of a command that could not be run at all. */
export function brokenSandbox({ stderr }: ExecResult): SandboxError {
  return new SandboxError({
    code: "died",
    message: `The sandbox failed while it ran a command: ${stderr.trim() || "it gave no reason"}`,
  });
}

function endingInWords(
  { status, exitCode }: ExecResult,
  { wallMs }: DescribeOptions,
): string | undefined {
  switch (status) {
    case "exited":
      return exitCode === 0 ? undefined : `[exit code ${exitCode}]`;
    case "timeout":
      return `[stopped: a command may take ${wallMs / 1000} s]`;
    case "oom":
      return "[stopped: it used more memory than a command may]";
    case "output-limit":
      return "[stopped: it wrote more output than a command may]";
    case "process-limit":
      return "[stopped: it started more processes than a command may]";
    default:
      return "[stopped]";
  }
}
