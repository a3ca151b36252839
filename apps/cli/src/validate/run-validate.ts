import { type TaskValidation, type ValidationReport, validateTasks } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ValidateFlags } from "../flags/validate-flags.ts";
import { describeError } from "../report-error.ts";
import { displayFor } from "../report/people-reporter.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { prepareValidation } from "./prepare-validation.ts";
import { unproved } from "./unproved.ts";
import { validationReporter } from "./validation-reporter.ts";

/** One validation, as a command line asked for it. */
export interface Validation {
  readonly environment: string;
  readonly flags: ValidateFlags;
  readonly context: CommandContext;
}

/**
 * `agent-gym validate`. With `--json`, `done` is the last line on stdout however the command ends.
 *
 * @returns the exit code: 0 when every task is proved.
 */
export async function runValidate(validation: Validation): Promise<number> {
  const { flags, context } = validation;
  const done = (exitCode: number, rest: object): void => {
    if (flags.json !== true) return;
    context.stdout.write(`${JSON.stringify({ type: "done", exitCode, ...rest })}\n`);
  };
  using interrupts = abortOnInterrupt(context.signals);
  try {
    const report = await validate(validation, interrupts.signal);
    const exitCode = unproved(report.totals, flags) === 0 ? exitCodes.done : exitCodes.failed;
    done(exitCode, { totals: report.totals });
    return exitCode;
  } catch (error) {
    if (error === interrupts.signal.reason && interrupts.signal.aborted) {
      const message = "Interrupted before all tasks were tried.";
      context.stderr.write(`agent-gym: ${message}\n`);
      done(exitCodes.interrupted, { totals: null, error: { code: "interrupted", message } });
      return exitCodes.interrupted;
    }
    const { code, message, exitCode } = describeError(error);
    done(exitCode, { totals: null, error: { code, message } });
    throw error;
  }
}

async function validate(
  { environment, flags, context }: Validation,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const { stdout, stderr } = context;
  const people = flags.json === true ? stderr : stdout;
  const notice = (text: string): void => void stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
  await using prepared = await prepareValidation(environment, { flags, context, signal, notice });
  const { definition, options, tasks, source, sandbox, models } = prepared;
  const line = (type: string, rest: object): void => {
    if (flags.json === true) stdout.write(`${JSON.stringify({ type, ...rest })}\n`);
  };
  const { name, version } = definition;
  line("launch", {
    environment: { name, version },
    sandbox: sandbox === undefined ? null : { kind: sandbox.kind, version: sandbox.version },
    tasks: tasks.length,
  });
  using reporter = validationReporter(people, {
    environment: name,
    tasks: { count: tasks.length, source },
    sandbox: sandbox?.line,
    display: displayFor(people, context, { quiet: flags.quiet ?? false }),
    skipUnmet: flags.skipUnmet ?? false,
  });
  const report = await validateTasks({
    definition,
    options,
    tasks,
    model: models.model,
    limits: { turns: flags.maxTurns, wallMs: flags.episodeTimeout * 1000 },
    concurrency: flags.concurrency,
    signal,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
    onTask: (task: TaskValidation) => {
      line("task", task);
      reporter.onTask(task);
    },
  });
  reporter.onDone(report);
  return report;
}
