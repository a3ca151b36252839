import { join, relative, resolve } from "node:path";

import { type JsonObject, UsageError } from "@agent-gym/core";
import { latestEntries, openRun, type RunOptions, runStatistics } from "@agent-gym/runner";
import { type Stage, synthesize, type SynthesizeResult } from "@agent-gym/synthesizer";

import type { CommandContext, TerminalStream } from "../command-context.ts";
import { peopleDisplay } from "../eval/evaluate.ts";
import { judgeRun } from "../eval/judge-run.ts";
import { watchInterrupts } from "../eval/watch-interrupts.ts";
import { exitCodes } from "../exit-codes.ts";
import { wantsJson } from "../flags/output-flags.ts";
import type { SynthFlags } from "../flags/synth-flags.ts";
import { seatText } from "../models/model-seat.ts";
import { packageVersions } from "../package-versions.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import { labelled } from "../report/labelled.ts";
import type { LaunchPlan } from "../report/launch-plan.ts";
import { displayFor, peopleReporter } from "../report/people-reporter.ts";
import { joinReporters, type Reporter, type RunOutcome } from "../report/reporter.ts";
import { countOf } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { stylesFor } from "../terminal/styles.ts";
import { datasetFault } from "./dataset-fault.ts";
import { type DatasetSettings, datasetSettings } from "./dataset-settings.ts";
import { datasetText } from "./dataset-text.ts";
import { paidJudge } from "./paid-judge.ts";
import { type PreparedSynthesis, prepareSynthesis } from "./prepare-synthesis.ts";
import { changedPlaySettings, synthArguments } from "./synth-arguments.ts";

/** One synthesis, as a command line asked for it. */
export interface Synthesis {
  readonly environment: string;
  readonly flags: SynthFlags;
  readonly context: CommandContext;
}

/** The teacher's run, in the folder `runs` of the output folder. */
const runId = "teacher";

/**
 * Lets the teacher play, makes the dataset, and tells whoever watches. Ctrl-C is heeded from the first
 * moment on.
 *
 * @throws UsageError and whatever else kept the run from starting, or broke its record or the dataset.
 */
export async function synthesizeRows(
  synthesis: Synthesis,
): Promise<{ readonly exitCode: number; readonly started: boolean }> {
  const { environment, flags, context } = synthesis;
  const json = wantsJson(flags);
  const people = json ? context.stderr : context.stdout;
  let reporter: Reporter | undefined;
  const notice = (text: string): void => {
    if (reporter === undefined) context.stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
    else reporter.notice(text);
  };
  using interrupts = watchInterrupts(context.signals, notice);
  try {
    const { stagesWith, ...dataset } = await datasetSettings(flags, context);
    await using prepared = await prepareSynthesis(environment, {
      flags,
      context,
      signal: interrupts.drain,
      notice,
    });
    const stages = stagesOf(prepared, { stagesWith, outputDir: dataset.outputDir });
    interrupts.drain.throwIfAborted();
    const plan = launchPlan(prepared, flags);
    const display = displayFor(people, context, peopleDisplay(flags));
    using created = joinReporters([
      peopleReporter(people, { plan, display }),
      ...(json ? [jsonReporter(context.stdout, plan)] : []),
    ]);
    reporter = created;
    const { temperature = [] } = flags;
    const result = await synthesize({
      run: {
        ...runOptions(prepared, flags),
        drain: interrupts.drain,
        signal: interrupts.cancel,
        onEvent: created.onEvent,
      },
      temperatures: temperature.length > 1 ? temperature : [],
      dataset: { ...dataset, stages },
    });
    if (json) context.stdout.write(`${JSON.stringify(datasetLine(result))}\n`);
    const outcome = await outcomeOf(result);
    created.onDone({ ...outcome, next: [] });
    tellPeople(people, result, synthesis);
    if (outcome.error !== undefined) {
      context.stderr.write(`agent-gym: ${harmlessLine(outcome.error.message)}\n`);
    }
    return { exitCode: outcome.exitCode, started: true };
  } catch (error) {
    if (!interrupts.drain.aborted || UsageError.isInstance(error)) throw error;
    if (error !== interrupts.drain.reason && error !== interrupts.cancel.reason) throw error;
    notice(
      reporter === undefined
        ? "Interrupted before anything was started."
        : "Interrupted before the dataset was made: --resume makes it.",
    );
    return { exitCode: exitCodes.interrupted, started: false };
  }
}

/** The dataset's stages; a judge's answers are kept beside the dataset, and paid as the teacher's are. */
function stagesOf(
  { judge, models }: PreparedSynthesis,
  { stagesWith, outputDir }: Pick<DatasetSettings, "stagesWith" | "outputDir">,
): readonly Stage[] {
  if (judge === undefined) return stagesWith(undefined);
  const folder = join(outputDir, "runs", runId);
  const journal = join(outputDir, "judge.jsonl");
  return stagesWith({ ...judge, journal }).map((stage) =>
    stage.name === "judge" ? paidJudge(stage, { budget: models.budget, folder }) : stage,
  );
}

function runOptions(
  { definition, options, tasks, source, agent, models, sandbox }: PreparedSynthesis,
  flags: SynthFlags,
): Omit<RunOptions, "logDir"> {
  const { seed, retries, maxTime, maxTurns, maxEpisodeTokens, episodeTimeout } = flags;
  const roles = models.environment.flatMap(({ roles: names, url = null }) =>
    names.map((name) => [name, url] as const),
  );
  const circumstances: JsonObject = {
    versions: packageVersions(),
    tasks: source,
    ...(models.agent === undefined ? {} : { endpoint: models.agent.url ?? null }),
    ...(roles.length === 0 ? {} : { roleEndpoints: Object.fromEntries(roles) }),
    ...(sandbox === undefined ? {} : { sandboxLine: sandbox.line }),
  };
  return {
    definition,
    options,
    tasks,
    agent,
    circumstances,
    runId,
    limits: {
      turns: maxTurns,
      ...(maxEpisodeTokens === undefined ? {} : { tokens: maxEpisodeTokens }),
      ...(episodeTimeout === undefined ? {} : { wallMs: episodeTimeout * 1000 }),
    },
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    skipUnmet: flags.skipUnmet ?? false,
    resume: flags.resume ?? false,
    retryErrors: flags.retryErrors ?? false,
    ...(seed === undefined ? {} : { seed }),
    ...(retries === undefined ? {} : { retries }),
    ...(maxTime === undefined ? {} : { maxSeconds: maxTime }),
    ...(models.budget === undefined ? {} : { budget: models.budget }),
    model: models.model,
    modelIdentity: models.identity,
    ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
  };
}

function launchPlan(prepared: PreparedSynthesis, flags: SynthFlags): LaunchPlan {
  const { definition, tasks, source, leftOut, agent, models, sandbox } = prepared;
  const heldOut = tasks.filter(({ split }) => split === "test");
  return {
    environment: { name: definition.name, version: definition.version },
    tasks: { count: tasks.length - heldOut.length, source },
    leftOut: [
      ...leftOut,
      ...heldOut.map(({ id }) => ({ id, reason: "its split is test: it is kept for evaluation" })),
    ],
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    agent: agent.name,
    ...(models.agent === undefined ? {} : { model: models.agent }),
    environmentModels: models.environment,
    ...(sandbox === undefined ? {} : { sandbox }),
    settings: [
      ...changedPlaySettings(flags),
      ...(models.judge === undefined ? [] : [`judge ${seatText(models.judge.seat)}`]),
    ],
  };
}

async function outcomeOf({ run, dataset }: SynthesizeResult): Promise<Omit<RunOutcome, "next">> {
  const record = await openRun(run.folder);
  const entries = latestEntries(record.entries);
  const statistics = runStatistics(record);
  const judged = judgeRun(run, { entries, statistics, flags: {} });
  const fault = dataset === undefined ? undefined : datasetFault(dataset.manifest);
  return {
    ...(fault !== undefined && judged.exitCode === exitCodes.done
      ? { exitCode: exitCodes.failed, error: fault }
      : judged),
    result: run,
    entries,
    statistics,
  };
}

/** What became of the dataset; its counts are `null` when none was made. */
function datasetLine({ dataset, heldOut, stopped }: SynthesizeResult): object {
  const { folder = null, manifest } = dataset ?? {};
  return {
    type: "dataset",
    folder,
    format: manifest?.rowFormat ?? null,
    counts: manifest?.counts ?? null,
    fates: manifest?.fates ?? null,
    empty: manifest?.empty ?? null,
    stages: manifest?.stages ?? [],
    files: manifest?.files ?? [],
    check: manifest?.check ?? null,
    heldOut,
    ...(stopped === undefined ? {} : { stopped }),
  };
}

function tellPeople(people: TerminalStream, result: SynthesizeResult, synthesis: Synthesis): void {
  const { dataset } = result;
  const styles = stylesFor(people);
  const { quiet = false, display } = synthesis.flags;
  if (quiet || display === "none") {
    if (dataset === undefined) return;
    const { written } = dataset.manifest.counts;
    people.write(`${countOf(written, "row")}  ${dataset.folder}\n`);
    return;
  }
  if (dataset !== undefined) people.write(`\n${datasetText(dataset, { styles })}\n`);
  people.write(`\n${labelled(nextCommands(result, synthesis), styles)}\n`);
}

function nextCommands(
  { run }: SynthesizeResult,
  { environment, flags, context }: Synthesis,
): readonly (readonly [label: string, command: string])[] {
  const { program, cwd } = context;
  const logDir = relative(cwd, resolve(run.folder, "..")) || ".";
  const show = `${program} ${shellWords(["show", run.runId, "--log-dir", logDir])}`;
  if (run.summary.owed === 0) return [["episodes", show]];
  const words = [...synthArguments(environment, flags), "--resume"];
  return [
    ["go on", `${program} ${shellWords(words)}`],
    ["episodes", show],
  ];
}
