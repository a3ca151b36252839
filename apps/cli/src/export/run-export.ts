import { UsageError } from "@agent-gym/core";
import { openRun } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExportFlags } from "../flags/export-flags.ts";
import { findRun } from "../show/find-run.ts";
import { abortOnInterrupt } from "../terminal/abort-on-interrupt.ts";
import { chooseFormat } from "./choose-format.ts";
import { exportEpisodes } from "./export-episodes.ts";
import { exportRows } from "./export-rows.ts";

/**
 * `agent-gym export`.
 *
 * @returns the exit code: 2 when there is no row, or one was checked and is not sound.
 */
export async function runExport({
  runs,
  flags,
  context,
}: {
  /** At least one. */
  readonly runs: readonly string[];
  readonly flags: ExportFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { cwd, signals, stderr } = context;
  const chosen = chooseFormat(flags.format);
  const folders = await Promise.all(runs.map((run) => findRun(run, { ...flags, cwd })));
  const records = await Promise.all(folders.map((folder) => openRun(folder)));
  using interrupts = abortOnInterrupt(signals);
  const { signal } = interrupts;
  try {
    if (chosen.kind === "rows") {
      return await exportRows(records, { format: chosen.format, flags, context, signal });
    }
    checkForEpisodes(flags, records.length);
    for (const record of records) {
      await exportEpisodes(record, { format: chosen.format, flags, context, signal });
    }
    return exitCodes.done;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    stderr.write("agent-gym: Interrupted; what was half-written is gone.\n");
    return exitCodes.interrupted;
  }
}

const forRows = [
  ["check", "--check"],
  ["template", "--template"],
  ["expand", "--expand"],
  ["historyThoughts", "--history-thoughts"],
  ["split", "--split"],
  ["parquet", "--parquet"],
  ["license", "--license"],
  ["json", "--json"],
] as const;

function checkForEpisodes(flags: ExportFlags, runs: number): void {
  const given = forRows.find(([name]) => flags[name] !== undefined);
  if (given !== undefined) {
    throw new UsageError(`${given[1]} is for training rows, and ${flags.format} writes episodes.`);
  }
  if (runs > 1) throw new UsageError(`The format ${flags.format} takes one run, not ${runs}.`);
}
