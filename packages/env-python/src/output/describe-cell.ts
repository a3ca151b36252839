import { SandboxError, type ToolReply } from "@agent-gym/core";

import type { CellResult } from "../cells/cells.ts";
import { shownText } from "./shown-text.ts";

/** What decides how a cell's result reads. */
export interface DescribeOptions {
  /** Of stdout, and as many each of the value and of stderr. */
  readonly outputCharacters: number;
  readonly cellSeconds: number;
  readonly stateless: boolean;
}

/**
 * A cell's result as an agent reads it: what it printed, the value of its last expression, then
 * stderr under a heading, then how it ended unless that was well. Says nothing that differs from run
 * to run by itself: no times, no addresses.
 *
 * @throws SandboxError when it was the sandbox that failed, not the code.
 */
export function describeCell(result: CellResult, options: DescribeOptions): ToolReply {
  const { status, exitCode, value } = result;
  if (status === "sandbox-error") {
    throw new SandboxError({
      code: "died",
      message: `The sandbox failed while it ran Python: ${result.detail ?? (result.stderr.trim() || "it gave no reason")}`,
    });
  }
  const shown = (text: string): string => shownText(text, { maximum: options.outputCharacters });
  const errors = status === "exited" ? shown(result.stderr) : "";
  const parts = [
    shown(result.stdout),
    ...(value === undefined ? [] : [shown(value)]),
    // Where an interrupted program stood is chance: its traceback is left out.
    ...(errors === "" ? [] : ["[stderr]", errors]),
    ...endingInWords(result, options),
  ].filter((part) => part !== "");
  return {
    content: parts.length === 0 ? "[no output]" : parts.join("\n"),
    ...(status === "exited" ? {} : { isError: true }),
    info: {
      status,
      exitCode,
      milliseconds: Math.round(result.milliseconds),
      ...(result.stateLost === true ? { stateLost: true } : {}),
    },
  };
}

function endingInWords(result: CellResult, options: DescribeOptions): readonly string[] {
  const { status, exitCode, stateLost, stderr } = result;
  const ending = stopped(result, options);
  if (status === "exited" && ending === undefined) {
    // A traceback says enough.
    const isSilent = exitCode !== 0 && stderr === "";
    const lost = stateLost === true ? [restarted] : [];
    return [...(isSilent ? [`[exit code ${exitCode}]`] : []), ...lost];
  }
  if (options.stateless) return [`[${ending}]`];
  return stateLost === true ? [`[${ending}]`, restarted] : [`[${ending}; variables are kept]`];
}

const restarted = "[Python was restarted: variables are gone, files are there]";

function stopped(
  { status, detail }: CellResult,
  { cellSeconds }: DescribeOptions,
): string | undefined {
  switch (status) {
    case "exited":
      return undefined;
    case "timeout":
      return `stopped: a call may take ${cellSeconds} s`;
    case "oom":
      return "stopped: it used more memory than there is";
    case "output-limit":
      return "stopped: it printed more than a call may";
    case "process-limit":
      return "stopped: it started more processes than there may be";
    default:
      return `stopped${detail === undefined ? "" : `: ${detail}`}`;
  }
}
