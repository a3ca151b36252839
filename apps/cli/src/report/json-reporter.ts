import type { RunEvent } from "@agent-gym/runner";

import type { TerminalStream } from "../command-context.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import type { Reporter, RunOutcome } from "./reporter.ts";
import { totalUsage } from "./total-usage.ts";

type RunStart = Extract<RunEvent, { readonly type: "run-start" }>;
type EpisodeEnd = Extract<RunEvent, { readonly type: "episode-end" }>;

/**
 * One JSON object per line: `launch`, an `episode-end` for each episode, `done`. The README of this
 * package is the contract.
 */
export function jsonReporter(stdout: TerminalStream, plan: LaunchPlan): Reporter {
  const write = (line: object): void => void stdout.write(`${JSON.stringify(line)}\n`);
  return {
    onEvent: (event) => {
      if (event.type === "run-start") write(launchLine(event, plan));
      else if (event.type === "episode-end") write(episodeEndLine(event));
    },
    notice: () => {},
    onDone: (outcome) => write(doneLine(outcome)),
    [Symbol.dispose]: () => {},
  };
}

/** The last line of a command that ended before there was a run. */
export function failedDoneLine(
  error: { readonly code: string; readonly message: string },
  exitCode: number,
): object {
  return { type: "done", exitCode, interrupted: false, summary: null, statistics: null, error };
}

/** The line that says what a run is about to do. */
export function launchLine(
  { runId, folder, planned, owed, skipped }: RunStart,
  plan: LaunchPlan,
): Readonly<Record<string, unknown>> {
  const { environment, tasks, attempts, concurrency, agent, model, sandbox } = plan;
  const roles = plan.environmentModels.flatMap(({ roles: names, name, url }) =>
    names.map((role) => [role, { model: name, endpoint: url ?? null }] as const),
  );
  return {
    type: "launch",
    runId,
    folder,
    environment,
    agent,
    model: model?.name ?? null,
    endpoint: model?.url ?? null,
    roles: Object.fromEntries(roles),
    sandbox: sandbox === undefined ? null : { kind: sandbox.kind, version: sandbox.version },
    tasks: tasks.count,
    attempts,
    planned,
    owed,
    skipped: [...plan.leftOut, ...skipped],
    concurrency,
  };
}

function episodeEndLine({ usage, ...event }: EpisodeEnd): object {
  return { ...event, usage: { ...totalUsage(usage), roles: usage } };
}

function doneLine({ result, statistics, exitCode, error }: RunOutcome): object {
  const { runId, folder, interrupted, summary } = result;
  return {
    type: "done",
    exitCode,
    runId,
    folder,
    interrupted,
    ...(result.stopped === undefined ? {} : { stopped: result.stopped }),
    summary,
    statistics,
    ...(error === undefined ? {} : { error }),
  };
}
