import {
  checkBars,
  defaultMinCoverage,
  type IndexEntry,
  type RunResult,
  type RunStatistics,
} from "@agent-gym/runner";

import { exitCodes } from "../exit-codes.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { failureCauses } from "../report/failure-causes.ts";
import type { RunOutcome } from "../report/reporter.ts";

/**
 * Whether a run was done, and as well as was demanded. Coverage comes before the rate: a rate over a
 * few episodes that happened to be scored proves nothing.
 */
export function judgeRun(
  {
    interrupted,
    fatal,
    stopped,
    summary,
  }: Pick<RunResult, "interrupted" | "fatal" | "stopped" | "summary">,
  {
    entries,
    statistics,
    flags,
  }: {
    /** The last try of each episode. */
    readonly entries: readonly IndexEntry[];
    readonly statistics: Pick<RunStatistics, "coverage" | "successRate">;
    readonly flags: Pick<EvalFlags, "failUnder" | "minCoverage">;
  },
): Pick<RunOutcome, "exitCode" | "error"> {
  if (interrupted) return { exitCode: exitCodes.interrupted };
  const failed = (code: string, reason: string): Pick<RunOutcome, "exitCode" | "error"> => ({
    exitCode: exitCodes.failed,
    error: { code, message: `The run could not be done: ${reason}` },
  });
  if (fatal !== undefined) return failed(fatal.code, fatal.message);
  if (summary.scored === 0) {
    if (stopped === "budget") {
      return failed("budget", "--max-cost has no room for the calls of a first episode.");
    }
    if (stopped === "time") return failed("time", "--max-time is over before a first episode is.");
    const cause = failureCauses(entries)[0]?.cause ?? "nothing was run";
    return failed("nothing-scored", `No episode could be scored; most often: ${cause}`);
  }
  const { failUnder, minCoverage } = flags;
  const [missed] = checkBars(statistics, {
    ...(failUnder === undefined ? {} : { failUnder }),
    minCoverage: minCoverage ?? (failUnder === undefined ? 0 : defaultMinCoverage),
  });
  if (missed === undefined) return { exitCode: exitCodes.done };
  const { bar, message } = missed;
  return bar === "coverage"
    ? { exitCode: exitCodes.lowCoverage, error: { code: "low-coverage", message } }
    : { exitCode: exitCodes.belowThreshold, error: { code: "below-threshold", message } };
}
