import { join } from "node:path";

import type { CheckReport, DatasetResult } from "@agent-gym/synthesizer";

import { labelled } from "../report/labelled.ts";
import { countOf, formatCount } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";

/** What a dataset holds, what was turned down and why, and where it lies. */
export function datasetText(
  { folder, manifest }: DatasetResult,
  { styles }: { readonly styles: Styles },
): string {
  const { counts, stages, files, statistics, rowFormat } = manifest;
  const rows: (readonly [string, string])[] = [
    [
      "rows",
      `${styles.bold(String(counts.written))} of ${countOf(manifest.tasks.length, "task")}; ${counts.kept} of ${countOf(counts.attempts, "attempt")} kept`,
    ],
  ];
  for (const { stage, in: given, out, reasons } of stages) {
    if (given === out) continue;
    const why = Object.entries(reasons).map(([code, count]) => `${code} ${count}`);
    rows.push(["turned down", harmlessLine(`${given - out} by ${stage} (${why.join(", ")})`)]);
  }
  if (counts.unwritable > 0) {
    rows.push(["unwritable", `${counts.unwritable}, for reasons in rejected.jsonl`]);
  }
  if (counts.written > 0) {
    const { tokens } = statistics;
    const about = tokens.estimated ? "about " : "";
    rows.push([
      "tokens",
      `${about}${formatCount(tokens.mean)} a row, ${formatCount(tokens.most)} at most`,
    ]);
  }
  const check = checkOf(manifest);
  if (check !== undefined && check.records > 0) rows.push(["checked", checkText(check, styles)]);
  for (const { name, records } of files) {
    rows.push(["files", `${join(folder, name)}  ${styles.dim(countOf(records, "record"))}`]);
  }
  rows.push(["card", join(folder, "README.md")]);
  return `${styles.bold(`Training rows in the format ${rowFormat}`)}\n${labelled(rows, styles)}`;
}

/** Rows that do not say what was recorded; none when nothing was checked. */
export function unsoundRows(manifest: DatasetResult["manifest"]): number {
  const check = checkOf(manifest);
  return check === undefined ? 0 : check.records - check.sound;
}

function checkOf({ check }: DatasetResult["manifest"]): CheckReport | undefined {
  return check as unknown as CheckReport | undefined;
}

function checkText({ records, sound, template, examples }: CheckReport, styles: Styles): string {
  const how = template === null ? "" : ` rendered by ${template}`;
  if (sound === records) return styles.good(`all ${records}${how} say what was recorded`);
  const first = examples.slice(0, 3).map(({ row, message }) => `${row}: ${message}`);
  return `${styles.bad(`${records - sound} of ${records}${how} do not say what was recorded`)}  ${styles.dim(harmlessLine(first.join("; ")))}`;
}
