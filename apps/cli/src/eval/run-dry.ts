import { join, resolve } from "node:path";

import { openRun } from "@agent-gym/runner";

import { exitCodes } from "../exit-codes.ts";
import { wantsJson } from "../flags/output-flags.ts";
import { describeError, type ErrorReport } from "../report-error.ts";
import { headerText } from "../report/header-text.ts";
import { launchLine } from "../report/json-reporter.ts";
import { labelled } from "../report/labelled.ts";
import { formatCost, formatCount } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { estimateCost } from "./estimate-cost.ts";
import type { Evaluation, EvaluationResult } from "./evaluate.ts";
import { launchPlan } from "./launch-plan.ts";
import { prepareRun } from "./prepare-run.ts";

/**
 * Prints what an evaluation would do, what keeps it from that, and what it may cost. Endpoints are
 * asked for their models; nothing is started or written.
 */
export async function runDry(
  { environment, flags, context }: Evaluation,
  { signal, notice }: { readonly signal: AbortSignal; readonly notice: (text: string) => void },
): Promise<EvaluationResult> {
  const missing: ErrorReport[] = [];
  await using prepared = await prepareRun(environment, {
    flags,
    context,
    signal,
    notice,
    onMissing: (error) => missing.push(describeError(error)),
  });
  const plan = launchPlan(prepared, flags);
  const planned = prepared.tasks.length * flags.attempts;
  const logDir = resolve(context.cwd, flags.logDir);
  const folder = join(logDir, flags.runId ?? "(a new run)");
  const owed = flags.resume === true ? (await openRun(folder)).summary.owed : planned;
  const estimate = await estimateCost(owed, {
    environment: prepared.definition.name,
    agent: prepared.agent.name,
    models: prepared.models,
    logDir,
    cwd: context.cwd,
  });
  const start = {
    type: "run-start",
    runId: flags.runId ?? "",
    folder,
    planned,
    owed,
    finished: [],
    skipped: [],
  } as const;
  const exitCode = missing[0]?.exitCode ?? exitCodes.done;
  const json = wantsJson(flags);
  const people = json ? context.stderr : context.stdout;
  if (json) {
    const { runId: _runId, folder: _folder, ...launch } = launchLine(start, plan);
    const told = missing.map(({ code, message }) => ({ code, message }));
    const line = { ...launch, type: "plan", missing: told, estimate: estimate ?? null };
    context.stdout.write(`${JSON.stringify(line)}\n`);
    const done = { type: "done", exitCode, interrupted: false, summary: null, statistics: null };
    const [error] = told;
    context.stdout.write(`${JSON.stringify({ ...done, ...(error && { error }) })}\n`);
  }
  const styles = stylesFor(people);
  const asks = prepared.models.agent !== undefined || prepared.models.environment.length > 0;
  const rows: (readonly [string, string])[] = [
    ...(asks ? [["cost", costText(estimate, owed)] as const] : []),
    ...missing.map(({ message }) => ["missing", styles.bad(harmlessLine(message))] as const),
    [
      "dry run",
      missing.length === 0 ? "nothing is missing; nothing was started" : "nothing was started",
    ],
  ];
  people.write(`${headerText(start, { plan, styles })}${labelled(rows, styles)}\n`);
  return { exitCode };
}

function costText(estimate: Awaited<ReturnType<typeof estimateCost>>, episodes: number): string {
  if (estimate === undefined) return "$?, there is no earlier run of this environment to go by";
  const { cost, tokens, from } = estimate;
  const known = cost === null ? "$? (a price is not known: --prices FILE)" : formatCost(cost);
  return `about ${known} and ${formatCount(tokens)} tokens for ${episodes} episodes that go as in ${harmlessLine(from)}`;
}
