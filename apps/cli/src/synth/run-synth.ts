import { exitCodes } from "../exit-codes.ts";
import { wantsJson } from "../flags/output-flags.ts";
import { describeError } from "../report-error.ts";
import { failedDoneLine } from "../report/json-reporter.ts";
import { type Synthesis, synthesizeRows } from "./synthesize-rows.ts";

/**
 * `agent-gym synth`. With `--json`, `done` is the last line on stdout however the command ends.
 *
 * @returns the exit code.
 */
export async function runSynth(synthesis: Synthesis): Promise<number> {
  const { flags, context } = synthesis;
  const finish = (error: { readonly code: string; readonly message: string }, code: number) => {
    if (!wantsJson(flags)) return;
    context.stdout.write(`${JSON.stringify(failedDoneLine(error, code))}\n`);
  };
  try {
    const { exitCode, started } = await synthesizeRows(synthesis);
    if (!started && exitCode === exitCodes.interrupted) {
      finish(
        { code: "interrupted", message: "Interrupted before anything was started." },
        exitCode,
      );
    }
    return exitCode;
  } catch (error) {
    const { code, message, exitCode } = describeError(error);
    finish({ code, message }, exitCode);
    throw error;
  }
}
