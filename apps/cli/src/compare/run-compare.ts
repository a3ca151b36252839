import { UsageError } from "@agent-gym/core";
import {
  type ComparedField,
  comparedFields,
  compareRuns,
  openRun,
  type RunComparison,
  type RunRecord,
} from "@agent-gym/runner";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { CompareFlags } from "../flags/compare-flags.ts";
import { didYouMean } from "../loading/near-names.ts";
import { findRun } from "../show/find-run.ts";
import { stylesFor } from "../terminal/styles.ts";
import { comparisonMarkdown } from "./comparison-markdown.ts";
import { comparisonText } from "./comparison-text.ts";

/** Runs, and how each differs from the first. */
export interface Comparisons {
  readonly baseline: RunRecord;
  readonly others: readonly { readonly record: RunRecord; readonly comparison: RunComparison }[];
}

/** Prints how runs differ from the first. */
export async function runCompare({
  runs,
  flags,
  context,
}: {
  /** At least two. */
  readonly runs: readonly string[];
  readonly flags: CompareFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, cwd } = context;
  const allow = readFields(flags.allow ?? []);
  const folders = await Promise.all(runs.map((run) => findRun(run, { logDir: flags.logDir, cwd })));
  const [baseline, ...records] = await Promise.all(folders.map((folder) => openRun(folder)));
  if (baseline === undefined || records.length === 0) {
    throw new UsageError("Name two runs or more: the first is what the others are compared with.");
  }
  const others = records.map((record) => ({
    record,
    comparison: compare(baseline, record, allow),
  }));
  const comparisons = { baseline, others };
  stdout.write(`${print(comparisons, flags.format, context)}\n`);
  return exitCodes.done;
}

function print(
  comparisons: Comparisons,
  format: CompareFlags["format"],
  { stdout }: CommandContext,
): string {
  if (format === "markdown") return comparisonMarkdown(comparisons);
  if (format === "text") return comparisonText(comparisons, stylesFor(stdout));
  const { baseline, others } = comparisons;
  return JSON.stringify({
    baseline: baseline.description.runId,
    comparisons: others.map(({ comparison }) => comparison),
  });
}

function compare(
  baseline: RunRecord,
  record: RunRecord,
  allow: readonly ComparedField[],
): RunComparison {
  try {
    return compareRuns(baseline, record, { allow });
  } catch (error) {
    if (!UsageError.isInstance(error) || error.code !== "not-comparable") throw error;
    throw new UsageError(`${error.message} The flag is --allow FIELD.`, {
      code: error.code,
      cause: error,
    });
  }
}

function readFields(names: readonly string[]): readonly ComparedField[] {
  return names.map((name) => {
    const field = comparedFields.find((one) => one === name);
    if (field !== undefined) return field;
    throw new UsageError(
      `--allow knows no field "${name}".${didYouMean(name, comparedFields)} The fields are ${comparedFields.join(", ")}.`,
      { code: "unknown-field" },
    );
  });
}
