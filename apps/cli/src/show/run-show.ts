import { existsSync } from "node:fs";
import { join } from "node:path";

import { openRun, type RunRecord } from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ShowFlags } from "../flags/show-flags.ts";
import { stylesFor } from "../terminal/styles.ts";
import { widthOf } from "../terminal/terminal-size.ts";
import { episodeText } from "./episode-text.ts";
import { failureReason } from "./failure-reason.ts";
import { findRun } from "./find-run.ts";
import { findRow, type RunRow, runRows, startedEntry } from "./run-rows.ts";
import { runText } from "./run-text.ts";

const mostReasons = 200;

/** Prints a run, or one of its episodes. */
export async function runShow({
  run,
  episode,
  flags,
  context,
}: {
  readonly run: string;
  readonly episode: string | undefined;
  readonly flags: ShowFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, cwd, program } = context;
  const record = await openRun(await findRun(run, { logDir: flags.logDir, cwd }));
  const rows = runRows(record);
  if (episode !== undefined) {
    const row = findRow(episode, rows);
    if (flags.json === true) await writeEpisodeLines(row, { record, context });
    else {
      const options = { record, styles: stylesFor(stdout), full: flags.full ?? false, program };
      stdout.write(`${await episodeText(row, options)}\n`);
    }
    return exitCodes.done;
  }
  const shown = flags.failed === true ? rows.filter(isFailed) : rows;
  if (flags.json === true) writeRunLines(shown, { record, context });
  else {
    const styles = stylesFor(stdout);
    const width = widthOf(stdout);
    const reasons = flags.failed === true ? await failureReasons(shown, record) : undefined;
    const text = runText(record, {
      rows: shown,
      ...(reasons === undefined ? {} : { reasons }),
      styles,
      width,
      program,
      logDir: flags.logDir === "runs" ? [] : ["--log-dir", flags.logDir],
      locked: existsSync(join(record.folder, "run.lock")),
    });
    stdout.write(`${text}\n`);
  }
  return exitCodes.done;
}

/** Without success, though it was not merely cut off. */
function isFailed({ entry }: RunRow): boolean {
  return entry !== undefined && !entry.success && entry.ending.status !== "cancelled";
}

/** By place; of so many episodes that they can be read at once. */
async function failureReasons(
  rows: readonly RunRow[],
  record: RunRecord,
): Promise<ReadonlyMap<number, string>> {
  const read = rows.slice(0, mostReasons).map(async ({ place, entry }) => {
    if (entry === undefined) return [place, ""] as const;
    const { events } = await record.episode(entry);
    return [place, failureReason(entry, events)] as const;
  });
  return new Map(await Promise.all(read));
}

interface LineOptions {
  readonly record: RunRecord;
  readonly context: CommandContext;
}

function writeRunLines(rows: readonly RunRow[], { record, context }: LineOptions): void {
  const { folder, description, summary } = record;
  const write = (line: object): void => void context.stdout.write(`${JSON.stringify(line)}\n`);
  write({ type: "run", folder, summary, ...description });
  for (const { entry } of rows) if (entry !== undefined) write({ type: "episode", ...entry });
}

async function writeEpisodeLines(row: RunRow, { record, context }: LineOptions): Promise<void> {
  const entry = startedEntry(row);
  const { events } = await record.episode(entry);
  const write = (line: object): void => void context.stdout.write(`${JSON.stringify(line)}\n`);
  write({ type: "episode", ...entry });
  for (const event of events) write(event);
}
