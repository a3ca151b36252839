import { resolve } from "node:path";

import { type JsonObject, UsageError } from "@agent-gym/core";
import {
  latestEntries,
  openRun,
  run,
  type RunOptions,
  type RunResult,
  runStatistics,
} from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { type OutputFlags, wantsJson } from "../flags/output-flags.ts";
import { packageVersions } from "../package-versions.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import { displayFor, peopleReporter } from "../report/people-reporter.ts";
import { joinReporters, type Reporter, type RunOutcome } from "../report/reporter.ts";
import type { TellApart } from "../synth/trained-on.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { episodeLimits } from "./episode-limits.ts";
import { evalArguments } from "./eval-arguments.ts";
import { judgeRun } from "./judge-run.ts";
import { launchPlan } from "./launch-plan.ts";
import { nextCommands } from "./next-commands.ts";
import { type PreparedRun, prepareRun } from "./prepare-run.ts";
import { watchInterrupts } from "./watch-interrupts.ts";

/** One evaluation, as a command line asked for it. */
export interface Evaluation {
  readonly environment: string;
  readonly flags: EvalFlags;
  readonly context: CommandContext;
  /** Replaces the commands that are suggested at the end. */
  readonly next?: (result: RunResult) => RunOutcome["next"];
}

/** What came of it; `result` is there when there was a run. */
export interface EvaluationResult {
  readonly exitCode: number;
  readonly result?: RunResult;
}

/**
 * Prepares a run, runs it, and tells whoever watches. Ctrl-C is heeded from the first moment on.
 *
 * @throws UsageError and whatever else kept the run from starting or broke its record.
 */
export async function evaluate(evaluation: Evaluation): Promise<EvaluationResult> {
  const { environment, flags, context } = evaluation;
  const json = wantsJson(flags);
  const people = json ? context.stderr : context.stdout;
  let reporter: Reporter | undefined;
  const notice = (text: string): void => {
    if (reporter === undefined) context.stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
    else reporter.notice(text);
  };
  using interrupts = watchInterrupts(context.signals, notice);
  try {
    if (flags.dryRun === true) {
      const { runDry } = await import("./run-dry.ts");
      return await runDry(evaluation, { signal: interrupts.drain, notice });
    }
    const trainedOn = flags.trainedOn === undefined ? undefined : await trainedOnBy(flags, context);
    await using prepared = await prepareRun(environment, {
      flags,
      context,
      signal: interrupts.drain,
      notice,
    });
    interrupts.drain.throwIfAborted();
    const plan = launchPlan(prepared, flags);
    const display = displayFor(people, context, peopleDisplay(flags));
    using created = joinReporters([
      peopleReporter(people, { plan, display }),
      ...(json ? [jsonReporter(context.stdout, plan)] : []),
    ]);
    reporter = created;
    const result = await run({
      ...runOptions(prepared, evaluation),
      drain: interrupts.drain,
      signal: interrupts.cancel,
      onEvent: created.onEvent,
    });
    const record = await openRun(result.folder);
    const entries = latestEntries(record.entries);
    const statistics = runStatistics(record);
    const outcome = {
      ...judgeRun(result, { entries, statistics, flags }),
      result,
      entries,
      statistics,
    };
    const next = evaluation.next?.(result) ?? nextCommands(result, { ...evaluation, entries });
    const groups = trainedOn?.(record);
    if (groups !== undefined && json) {
      context.stdout.write(`${JSON.stringify({ type: "trained-on", ...groups })}\n`);
    }
    created.onDone({ ...outcome, next });
    if (groups !== undefined && flags.quiet !== true && display !== "none") {
      const { trainedOnText } = await import("../synth/trained-on.ts");
      people.write(`\n${trainedOnText(groups, { styles: stylesFor(people) })}\n`);
    }
    if (outcome.error !== undefined) {
      context.stderr.write(`agent-gym: ${harmlessLine(outcome.error.message)}\n`);
    }
    return outcome;
  } catch (error) {
    if (!interrupts.drain.aborted || UsageError.isInstance(error)) throw error;
    if (error !== interrupts.drain.reason && error !== interrupts.cancel.reason) throw error;
    notice("Interrupted before anything was started.");
    return { exitCode: exitCodes.interrupted };
  }
}

async function trainedOnBy(
  { trainedOn = "" }: EvalFlags,
  { cwd }: CommandContext,
): Promise<TellApart> {
  const { readTrainedOn } = await import("../synth/trained-on.ts");
  return readTrainedOn(resolve(cwd, trainedOn));
}

function runOptions(
  prepared: PreparedRun,
  { environment, flags, context }: Evaluation,
): RunOptions {
  const { definition, options, tasks, agent, models, sandbox } = prepared;
  const { seed, runId, retries, maxSandboxes, maxTime } = flags;
  return {
    definition,
    options,
    tasks,
    agent,
    limits: episodeLimits(flags),
    circumstances: circumstancesOf(prepared, {
      command: evalArguments(environment, flags),
      cwd: context.cwd,
    }),
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    logDir: resolve(context.cwd, flags.logDir),
    skipUnmet: flags.skipUnmet ?? false,
    resume: flags.resume ?? false,
    retryErrors: flags.retryErrors ?? false,
    ...(seed === undefined ? {} : { seed }),
    ...(runId === undefined ? {} : { runId }),
    ...(retries === undefined ? {} : { retries }),
    ...(maxSandboxes === undefined ? {} : { maxSandboxes }),
    ...(maxTime === undefined ? {} : { maxSeconds: maxTime }),
    ...(models.budget === undefined ? {} : { budget: models.budget }),
    model: models.model,
    modelIdentity: models.identity,
    ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
  };
}

/** How people are told, where flags say it. */
export function peopleDisplay({
  quiet = false,
  display,
}: OutputFlags): Parameters<typeof displayFor>[2] {
  return display === undefined || display === "json" ? { quiet } : { quiet, display };
}

/** What is told of a start, and may be another when the run is resumed. */
function circumstancesOf(
  { source, models, sandbox }: PreparedRun,
  typed: {
    readonly command: readonly string[];
    /** Where it was typed: paths in it begin there. */
    readonly cwd: string;
  },
): JsonObject {
  const roles = models.environment.flatMap(({ roles: names, url = null }) =>
    names.map((name) => [name, url] as const),
  );
  return {
    ...typed,
    versions: packageVersions(),
    tasks: source,
    ...(models.agent === undefined ? {} : { endpoint: models.agent.url ?? null }),
    ...(roles.length === 0 ? {} : { roleEndpoints: Object.fromEntries(roles) }),
    ...(sandbox === undefined ? {} : { sandboxLine: sandbox.line }),
  };
}
