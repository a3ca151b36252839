import process from "node:process";

import { validateTasks } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { CheckFlags } from "../flags/check-flags.ts";
import { typeOptions } from "../loading/read-options.ts";
import { packageVersion } from "../package-version.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { prepareValidation } from "../validate/prepare-validation.ts";
import { unproved } from "../validate/unproved.ts";
import { checkConformance } from "./check-conformance.ts";
import { checkMarkdown } from "./check-markdown.ts";
import type { CheckReport } from "./check-report.ts";
import { checkText, ruleLines } from "./check-text.ts";
import { chooseSample } from "./choose-sample.ts";

/** One check, as a command line asked for it. */
export interface Check {
  readonly environment: string;
  readonly flags: CheckFlags;
  readonly context: CommandContext;
}

/**
 * `agent-gym check`: the conformance kit on an environment, and a proof of its tasks, as a report.
 *
 * @returns the exit code: 0 when every rule holds and every task is proved.
 */
export async function runCheck(check: Check): Promise<number> {
  const { flags, context } = check;
  const { stdout, stderr } = context;
  using interrupts = abortOnInterrupt(context.signals);
  try {
    const report = await examine(check, interrupts.signal);
    if (flags.json === true) stdout.write(`${JSON.stringify(report)}\n`);
    else if (flags.format === "markdown") stdout.write(`${checkMarkdown(report)}\n`);
    else stdout.write(`${checkText(report, { styles: stylesFor(stdout), flags })}\n`);
    return report.ok ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (!interrupts.signal.aborted || error !== interrupts.signal.reason) throw error;
    stderr.write("agent-gym: Interrupted before everything was checked.\n");
    return exitCodes.interrupted;
  }
}

async function examine(
  { environment, flags, context }: Check,
  signal: AbortSignal,
): Promise<CheckReport> {
  const { stdout, stderr } = context;
  const notice = (text: string): void => void stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
  await using prepared = await prepareValidation(environment, { flags, context, signal, notice });
  const { definition, options, tasks, sandbox, models } = prepared;
  const { name, version, description } = definition;
  const sandboxes = sandbox === undefined ? {} : { sandboxes: sandbox.provider };
  // On stdout there is the report alone, unless it is for people who watch.
  const watched = flags.json !== true && flags.format === "text" ? stdout : stderr;
  const styles = stylesFor(watched);
  const say = (lines: readonly string[]): void => {
    if (lines.length > 0) watched.write(`${lines.join("\n")}\n`);
  };
  if (flags.quiet !== true) say([styles.bold(harmlessLine(`Checking ${name} ${version}`)), ""]);
  const sample = await chooseSample(prepared, { count: flags.sample, signal });
  const conformance = await checkConformance(definition, {
    tasks: sample.tasks,
    options: typeOptions(definition, flags.set ?? {}),
    ...sandboxes,
    model: models.model,
    skip: flags.skip ?? {},
    signal,
    onRule: (result) => {
      if (flags.quiet !== true || !result.holds) say(ruleLines(result, styles));
    },
  });
  const validation = await validateTasks({
    definition,
    options,
    tasks,
    model: models.model,
    limits: { turns: flags.maxTurns, wallMs: flags.episodeTimeout * 1000 },
    concurrency: flags.concurrency,
    signal,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...sandboxes,
  });
  return {
    ok: conformance.every(({ holds }) => holds) && unproved(validation.totals, flags) === 0,
    environment: { name, version, description },
    agentGym: packageVersion(),
    node: process.versions.node,
    sandbox: sandbox === undefined ? null : { kind: sandbox.kind, version: sandbox.version },
    conformance,
    sample: sample.tasks.map(({ id }) => id),
    leftOut: sample.leftOut,
    validation,
  };
}
