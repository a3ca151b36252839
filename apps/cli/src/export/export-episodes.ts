import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";
import { type ExportFormat, exportRun, type RunRecord } from "@agent-gym/runner";

import type { CommandContext, TerminalStream } from "../command-context.ts";
import type { ExportFlags } from "../flags/export-flags.ts";

/**
 * Writes a run's episodes to stdout, or to a file that is there only when it is whole.
 *
 * @throws UsageError when the file is there already.
 * @throws the signal's reason when aborted.
 */
export async function exportEpisodes(
  record: RunRecord,
  {
    format,
    flags: { output, overwrite = false },
    context: { stdout, stderr, cwd },
    signal,
  }: {
    readonly format: ExportFormat;
    readonly flags: Pick<ExportFlags, "output" | "overwrite">;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const pieces = exportRun(record, { format, signal });
  if (output === undefined) return writeAll(stdout, pieces);
  const path = resolve(cwd, output);
  if (existsSync(path) && !overwrite) {
    throw new UsageError(`${path} is there already: name another file, or give --overwrite.`, {
      code: "output-exists",
    });
  }
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  try {
    await using file = await open(partial, "w");
    for await (const piece of pieces) await file.write(piece as string);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, path);
  stderr.write(`agent-gym: Wrote ${path}\n`);
}

async function writeAll(
  stream: TerminalStream,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  for await (const piece of pieces) {
    if (!stream.write(piece)) await once(stream, "drain");
  }
}
