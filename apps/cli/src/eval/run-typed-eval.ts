import type { CommandContext } from "../command-context.ts";
import {
  configText,
  type ResolvedEval,
  resolveEval,
  type TypedEval,
} from "../config/resolve-eval.ts";
import { exitCodes } from "../exit-codes.ts";
import { wantsJson } from "../flags/output-flags.ts";
import { describeError } from "../report-error.ts";
import { failedDoneLine } from "../report/json-reporter.ts";
import { runEval } from "./run-eval.ts";

/** `agent-gym eval`, as it was typed: reads its configuration first. */
export async function runTypedEval(typed: TypedEval, context: CommandContext): Promise<number> {
  let resolved: ResolvedEval;
  try {
    resolved = await resolveEval(typed, context);
  } catch (error) {
    if (wantsJson(typed.flags)) {
      const { code, message, exitCode } = describeError(error);
      context.stdout.write(`${JSON.stringify(failedDoneLine({ code, message }, exitCode))}\n`);
    }
    throw error;
  }
  if (typed.flags.printConfig === true) {
    context.stdout.write(`${configText(resolved)}\n`);
    return exitCodes.done;
  }
  return runEval({ ...resolved, context });
}
