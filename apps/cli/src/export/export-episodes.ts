import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";
import { type ExportFormat, exportRun, RecordError, type RunRecord } from "@agent-gym/runner";

import type { CommandContext, TerminalStream } from "../command-context.ts";
import type { ExportFlags } from "../flags/export-flags.ts";

/**
 * Writes a run's episodes to stdout, or to a file that is there only when it is whole.
 *
 * @throws UsageError when the file is there already; RecordError when it can't be written.
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
  const partial = `${path}.partial`;
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw RecordError.writing(path, error);
    }
  };
  await attempt(() => mkdir(dirname(path), { recursive: true }));
  try {
    await using file = await attempt(() => open(partial, "w"));
    for await (const piece of pieces) await attempt(() => file.writeFile(piece));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await attempt(() => rename(partial, path));
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
