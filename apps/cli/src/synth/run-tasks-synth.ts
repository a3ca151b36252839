import { relative, resolve } from "node:path";

import { synthesizeTasks, type TaskProposal } from "@agent-gym/synthesizer";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { TasksSynthFlags } from "../flags/tasks-synth-flags.ts";
import { seatText } from "../models/model-seat.ts";
import { describeError } from "../report-error.ts";
import { labelled } from "../report/labelled.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";
import { countOf } from "../terminal/format-number.ts";
import { cutToWidth } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { stylesFor } from "../terminal/styles.ts";
import { type PreparedProposals, prepareProposals, teacherRole } from "./prepare-proposals.ts";
import { ProposalFiles } from "./proposal-files.ts";
import { proveTask } from "./prove-task.ts";

const widestReason = 200;

/** One synthesis of tasks, as a command line asked for it. */
export interface TasksSynthesis {
  readonly environment: string;
  readonly flags: TasksSynthFlags;
  readonly context: CommandContext;
}

/** What a synthesis of tasks has come to. */
interface Decided {
  accepted: number;
  rejected: number;
}

/**
 * `agent-gym tasks synth`. What was decided is kept, however the command ends; with `--json`, `done` is
 * then the last line on stdout.
 *
 * @returns the exit code.
 */
export async function runTasksSynth(synthesis: TasksSynthesis): Promise<number> {
  const { flags, context } = synthesis;
  const decided: Decided = { accepted: 0, rejected: 0 };
  const done = (exitCode: number, rest: object = {}): number => {
    if (flags.json === true) {
      const line = { type: "done", exitCode, ...decided, ...rest };
      context.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return exitCode;
  };
  using interrupts = abortOnInterrupt(context.signals);
  const files = new ProposalFiles(resolve(context.cwd, flags.output));
  try {
    await propose(synthesis, { files, decided, signal: interrupts.signal });
    return done(exitCodes.done, { output: files.accepted });
  } catch (error) {
    if (error === interrupts.signal.reason && interrupts.signal.aborted) {
      const message = "Interrupted; what was decided before is kept.";
      context.stderr.write(`agent-gym: ${message}\n`);
      return done(exitCodes.interrupted, { error: { code: "interrupted", message } });
    }
    const { code, message, exitCode } = describeError(error);
    done(exitCode, { error: { code, message } });
    throw error;
  }
}

async function propose(
  { environment, flags, context }: TasksSynthesis,
  {
    files,
    decided,
    signal,
  }: { readonly files: ProposalFiles; readonly decided: Decided; readonly signal: AbortSignal },
): Promise<void> {
  const { stdout, stderr, program, cwd } = context;
  const people = flags.json === true ? stderr : stdout;
  const styles = stylesFor(people);
  const notice = (text: string): void => void stderr.write(`agent-gym: ${harmlessLine(text)}\n`);
  await using prepared = await prepareProposals(environment, { flags, context, signal, notice });
  signal.throwIfAborted();
  files.open();
  const say = (text: string): void => {
    if (flags.quiet !== true) people.write(`${text}\n`);
  };
  const line = (type: string, rest: object): void => {
    if (flags.json === true) stdout.write(`${JSON.stringify({ type, ...rest })}\n`);
  };
  line("launch", launchFields(prepared, flags));
  say(`${headerText(prepared, { flags, files, styles })}\n`);
  const { usage } = await synthesizeTasks({
    ...proposalOptions(prepared, flags),
    signal,
    onProposal: (proposal) => {
      files.add(proposal);
      decided[proposal.accepted ? "accepted" : "rejected"] += 1;
      line("proposal", { ...proposal, task: proposal.task?.data ?? null });
      const word = proposal.accepted ? styles.good("accepted") : styles.bad("rejected");
      const count = `${proposal.number + 1}/${flags.proposals}`;
      say(
        `${count.padStart(2 * String(flags.proposals).length + 1)}  ${word}  ${proposalText(proposal)}`,
      );
    },
  });
  line("usage", { usage });
  const near = relative(cwd, files.accepted);
  const { accepted, rejected } = decided;
  people.write(
    `${flags.quiet === true ? "" : "\n"}${accepted} of ${countOf(accepted + rejected, "proposal")} accepted  ${files.accepted}\n`,
  );
  if (accepted === 0 || flags.quiet === true) return;
  const next = shellWords(["synth", environment, "--data-file", near]);
  people.write(`\n${labelled([["play them", `${program} ${next}`]], styles)}\n`);
}

function proposalOptions(
  { definition, options, seeds, sandbox, models }: PreparedProposals,
  flags: TasksSynthFlags,
): Parameters<typeof synthesizeTasks>[0] {
  const { proposals, accept, persona, tag, language, similarity, temperature, seed } = flags;
  return {
    definition,
    model: models.model(teacherRole),
    proposals,
    seeds,
    threshold: similarity,
    sampling: { temperature },
    ...(accept === undefined ? {} : { accepted: accept }),
    ...(persona === undefined ? {} : { personas: persona }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(language === undefined ? {} : { language }),
    validate: proveTask({
      definition,
      options,
      model: models.model,
      limits: { turns: flags.maxTurns, wallMs: flags.episodeTimeout * 1000 },
      concurrency: flags.concurrency,
      ...(seed === undefined ? {} : { seed }),
      ...(sandbox === undefined ? {} : { sandboxes: sandbox.provider }),
    }),
  };
}

function launchFields(
  { definition, sandbox, models, seeds }: PreparedProposals,
  { proposals }: TasksSynthFlags,
): object {
  return {
    environment: { name: definition.name, version: definition.version },
    model: models.agent?.name ?? null,
    endpoint: models.agent?.url ?? null,
    sandbox: sandbox === undefined ? null : { kind: sandbox.kind, version: sandbox.version },
    examples: seeds.length,
    proposals,
  };
}

function headerText(
  { definition, sandbox, models, seeds, source }: PreparedProposals,
  {
    flags,
    files,
    styles,
  }: {
    readonly flags: TasksSynthFlags;
    readonly files: ProposalFiles;
    readonly styles: ReturnType<typeof stylesFor>;
  },
): string {
  const rows: (readonly [string, string])[] = [
    ["proposals", String(flags.proposals)],
    ["examples", harmlessLine(`${seeds.length} of ${source}`)],
    ...(models.agent === undefined
      ? []
      : [["teacher", harmlessLine(seatText(models.agent))] as const]),
    ...(sandbox === undefined ? [] : [["sandbox", harmlessLine(sandbox.line)] as const]),
    ["accepted", files.accepted],
    ["rejected", files.rejected],
  ];
  return `${styles.bold(`New tasks for ${definition.name}`)}\n${labelled(rows, styles)}`;
}

function proposalText({ task, code, reason }: TaskProposal): string {
  const name = task?.id ?? "no task";
  if (code === undefined) return harmlessLine(name);
  return cutToWidth(harmlessLine(`${name}: ${reason ?? code}`), widestReason);
}
