import { resolve } from "node:path";

import { type EpisodeLimits, type JsonObject, UsageError } from "@agent-gym/core";
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
import { packageVersions } from "../package-versions.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import type { LaunchPlan } from "../report/launch-plan.ts";
import { displayFor, peopleReporter } from "../report/people-reporter.ts";
import { joinReporters, type Reporter, type RunOutcome } from "../report/reporter.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { changedSettings, evalArguments } from "./eval-arguments.ts";
import { judgeRun } from "./judge-run.ts";
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
  const people = flags.json === true ? context.stderr : context.stdout;
  let reporter: Reporter | undefined;
  const notice = (text: string): void => {
    if (reporter === undefined) context.stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
    else reporter.notice(text);
  };
  using interrupts = watchInterrupts(context.signals, notice);
  try {
    await using prepared = await prepareRun(environment, {
      flags,
      context,
      signal: interrupts.drain,
      notice,
    });
    interrupts.drain.throwIfAborted();
    const plan = launchPlan(prepared, flags);
    const display = displayFor(people, context, { quiet: flags.quiet ?? false });
    using created = joinReporters([
      peopleReporter(people, { plan, display }),
      ...(flags.json === true ? [jsonReporter(context.stdout, plan)] : []),
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
    const outcome = {
      ...judgeRun(result, { entries, flags }),
      result,
      entries,
      statistics: runStatistics(record),
    };
    const next = evaluation.next?.(result) ?? nextCommands(result, { ...evaluation, entries });
    created.onDone({ ...outcome, next });
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

function runOptions(
  prepared: PreparedRun,
  { environment, flags, context }: Evaluation,
): RunOptions {
  const { definition, options, tasks, agent, models, sandbox } = prepared;
  const limits: EpisodeLimits = {
    turns: flags.maxTurns,
    ...(flags.maxEpisodeTokens === undefined ? {} : { tokens: flags.maxEpisodeTokens }),
    ...(flags.episodeTimeout === undefined ? {} : { wallMs: flags.episodeTimeout * 1000 }),
  };
  return {
    definition,
    options,
    tasks,
    agent,
    limits,
    circumstances: circumstancesOf(prepared, evalArguments(environment, flags)),
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    logDir: resolve(context.cwd, flags.logDir),
    skipUnmet: flags.skipUnmet ?? false,
    resume: flags.resume ?? false,
    retryErrors: flags.retryErrors ?? false,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.runId === undefined ? {} : { runId: flags.runId }),
    model: models.model,
    modelIdentity: models.identity,
    ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
  };
}

/** What is told of a start, and may be another when the run is resumed. */
function circumstancesOf(
  { source, models, sandbox }: PreparedRun,
  command: readonly string[],
): JsonObject {
  const roles = models.environment.flatMap(({ roles: names, url }) =>
    names.map((name) => [name, url] as const),
  );
  return {
    command,
    versions: packageVersions(),
    tasks: source,
    ...(models.agent === undefined ? {} : { endpoint: models.agent.url }),
    ...(roles.length === 0 ? {} : { roleEndpoints: Object.fromEntries(roles) }),
    ...(sandbox === undefined ? {} : { sandboxLine: sandbox.line }),
  };
}

function launchPlan(
  { definition, tasks, source, leftOut, agent, models, sandbox }: PreparedRun,
  flags: EvalFlags,
): LaunchPlan {
  return {
    environment: { name: definition.name, version: definition.version },
    tasks: { count: tasks.length, source },
    leftOut,
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    agent: agent.name,
    ...(models.agent === undefined ? {} : { model: models.agent }),
    environmentModels: models.environment,
    ...(sandbox === undefined ? {} : { sandbox }),
    settings: changedSettings(flags),
  };
}
