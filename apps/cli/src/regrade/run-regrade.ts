import { openRun, type RegradeReport, regradeRun } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RegradeFlags } from "../flags/regrade-flags.ts";
import { describeError } from "../report-error.ts";
import { findRun } from "../show/find-run.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { prepareRegrade } from "./prepare-regrade.ts";
import { regradeText } from "./regrade-text.ts";

/** One second judgement, as a command line asked for it. */
export interface Regrading {
  readonly run: string;
  readonly flags: RegradeFlags;
  readonly context: CommandContext;
}

/**
 * `agent-gym regrade`. With `--json`, `done` is the last line on stdout however the command ends.
 *
 * @returns the exit code: 2 when an episode could not be judged again.
 */
export async function runRegrade(regrading: Regrading): Promise<number> {
  const { flags, context } = regrading;
  const done = (exitCode: number, rest: object): void => {
    if (flags.json !== true) return;
    context.stdout.write(`${JSON.stringify({ type: "done", exitCode, ...rest })}\n`);
  };
  using interrupts = abortOnInterrupt(context.signals);
  try {
    const report = await regrade(regrading, interrupts.signal);
    const { episodes: _episodes, entries: _entries, ...totals } = report;
    const exitCode = report.problems === 0 ? exitCodes.done : exitCodes.failed;
    done(exitCode, totals);
    return exitCode;
  } catch (error) {
    const { signal } = interrupts;
    if (signal.aborted && error === signal.reason) {
      const message = "Interrupted before all episodes were judged.";
      context.stderr.write(`agent-gym: ${message}\n`);
      done(exitCodes.interrupted, { error: { code: "interrupted", message } });
      return exitCodes.interrupted;
    }
    const { code, message, exitCode } = describeError(error);
    done(exitCode, { error: { code, message } });
    throw error;
  }
}

async function regrade(
  { run, flags, context }: Regrading,
  signal: AbortSignal,
): Promise<RegradeReport> {
  const { stdout, stderr, cwd } = context;
  const record = await openRun(await findRun(run, { logDir: flags.logDir, cwd }));
  const notice = (text: string): void => void stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
  await using prepared = await prepareRegrade(record, { flags, context, signal, notice });
  const { definition, sandbox, models } = prepared;
  const report = await regradeRun(record.folder, {
    definition,
    model: models.model,
    concurrency: flags.concurrency,
    write: flags.write ?? false,
    signal,
    ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
    onEpisode: (episode) => {
      if (flags.json !== true) return;
      stdout.write(`${JSON.stringify({ type: "episode", ...episode })}\n`);
    },
  });
  const people = flags.json === true ? stderr : stdout;
  people.write(`${regradeText(report, { record, styles: stylesFor(people) })}\n`);
  return report;
}
