import type { IndexEntry, RunResult } from "@agent-gym/runner";

import { exitCodes } from "../exit-codes.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { failureCauses } from "../report/failure-causes.ts";
import type { RunOutcome } from "../report/reporter.ts";
import { formatShare } from "../terminal/format-number.ts";

const defaultCoverage = 0.95;

/**
 * Whether a run was done, and as well as was demanded. Coverage comes before the rate: a rate over a
 * few episodes that happened to be scored proves nothing.
 */
export function judgeRun(
  { interrupted, fatal, summary }: Pick<RunResult, "interrupted" | "fatal" | "summary">,
  {
    entries,
    flags,
  }: {
    /** The last try of each episode. */
    readonly entries: readonly IndexEntry[];
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
    const cause = failureCauses(entries)[0]?.cause ?? "nothing was run";
    return failed("nothing-scored", `No episode could be scored; most often: ${cause}`);
  }
  return demand(summary, flags);
}

function demand(
  { successRate, coverage, scored, planned }: RunResult["summary"],
  { failUnder, minCoverage }: Pick<EvalFlags, "failUnder" | "minCoverage">,
): Pick<RunOutcome, "exitCode" | "error"> {
  const least = minCoverage ?? (failUnder === undefined ? 0 : defaultCoverage);
  if (coverage < least) {
    const message = `${scored} of ${planned} episodes were scored (${formatShare(coverage)}), and ${formatShare(least)} are demanded.`;
    return { exitCode: exitCodes.lowCoverage, error: { code: "low-coverage", message } };
  }
  if (failUnder !== undefined && successRate !== null && successRate < failUnder) {
    const message = `The success rate of ${formatShare(successRate)} is below the ${formatShare(failUnder)} that are demanded.`;
    return { exitCode: exitCodes.belowThreshold, error: { code: "below-threshold", message } };
  }
  return { exitCode: exitCodes.done };
}
