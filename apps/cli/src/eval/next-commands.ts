import type { IndexEntry, RunResult } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import type { RunOutcome } from "../report/reporter.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { evalArguments } from "./eval-arguments.ts";

/** What to type after a run: how to go on with it, and how to look at it. */
export function nextCommands(
  { runId, summary }: RunResult,
  {
    environment,
    flags,
    context,
    entries,
  }: {
    readonly environment: string;
    readonly flags: EvalFlags;
    readonly context: Pick<CommandContext, "program">;
    readonly entries: readonly IndexEntry[];
  },
): RunOutcome["next"] {
  const show = (...words: readonly string[]): string => {
    const place = flags.logDir === "runs" ? [] : ["--log-dir", flags.logDir];
    return `${context.program} ${shellWords(["show", runId, ...words, ...place])}`;
  };
  const next: { readonly command: string; readonly purpose: string }[] = [];
  if (summary.owed > 0) {
    const words = evalArguments(environment, { ...flags, runId, resume: true });
    next.push({ command: `${context.program} ${shellWords(words)}`, purpose: "go on" });
  }
  const failed = entries.find(({ success, ending }) => !success && ending.status !== "cancelled");
  if (failed === undefined) next.push({ command: show(), purpose: "episodes" });
  else {
    const { task, attempt } = failed;
    next.push({ command: show("--failed"), purpose: "what went wrong" });
    const episode = flags.attempts > 1 ? `${task}/${attempt}` : task;
    next.push({ command: show(episode), purpose: "transcript" });
  }
  return next;
}
