import { resolve } from "node:path";

import { UsageError } from "@agent-gym/core";
import type { RunRecord } from "@agent-gym/runner";
import {
  type AnyRowFormat,
  type DatasetOptions,
  loadChatTemplate,
  writeDataset,
} from "@agent-gym/synthesizer";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExportFlags } from "../flags/export-flags.ts";
import { packageVersions } from "../package-versions.ts";
import { datasetFault } from "../synth/dataset-fault.ts";
import { datasetText } from "../synth/dataset-text.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";

/**
 * Makes a dataset of runs, and tells what is in it.
 *
 * @returns the exit code: 2 when there is no row, or one was checked and is not sound.
 */
export async function exportRows(
  runs: readonly RunRecord[],
  {
    format,
    flags,
    context,
    signal,
  }: {
    readonly format: AnyRowFormat;
    readonly flags: ExportFlags;
    readonly context: CommandContext;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { stdout, stderr, cwd } = context;
  const { expand, historyThoughts, split, parquet, license, allowVirtual, overwrite } = flags;
  // Beside the run, as those of quickstart are: what is made of a run is found where it is.
  const beside = `${runs[0]?.folder ?? "runs"}-${format.name}`;
  const check = await checkOf(flags, cwd);
  const dataset = await namingFlag(() =>
    writeDataset({
      runs,
      format,
      outputDir: flags.output === undefined ? beside : resolve(cwd, flags.output),
      check,
      overwrite: overwrite ?? false,
      allowVirtual: allowVirtual ?? false,
      parquet: parquet ?? false,
      versions: packageVersions(),
      ...(expand === undefined ? {} : { expand }),
      ...(historyThoughts === undefined ? {} : { rendering: { historyThoughts } }),
      ...(split === undefined ? {} : { split: { validation: split } }),
      ...(license === undefined ? {} : { license }),
      signal,
    }),
  );
  const { folder, manifest } = dataset;
  stdout.write(
    flags.json === true
      ? `${JSON.stringify({ folder, ...manifest })}\n`
      : `${datasetText(dataset, { styles: stylesFor(stdout) })}\n`,
  );
  const fault = datasetFault(manifest);
  if (fault === undefined) return exitCodes.done;
  stderr.write(`agent-gym: ${harmlessLine(fault.message)}\n`);
  return exitCodes.failed;
}

/** What can be allowed is told with the flag that allows it. */
async function namingFlag<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!UsageError.isInstance(error)) throw error;
    const message = error.message
      .replace(
        /: choose another folder, or have it replaced \(overwrite\)/,
        ": name another folder with --output, or give --overwrite",
      )
      .replace("allow it (allowVirtual)", "allow it with --allow-virtual");
    throw new UsageError(message, { code: error.code, cause: error });
  }
}

async function checkOf(
  { check = false, template }: ExportFlags,
  cwd: string,
): Promise<NonNullable<DatasetOptions["check"]>> {
  if (template === undefined) return check;
  if (!check) throw new UsageError("--template is what --check renders rows with: give both.");
  return { template: await loadChatTemplate(resolve(cwd, template)) };
}
