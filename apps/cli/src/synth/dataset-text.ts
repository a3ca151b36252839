import { join } from "node:path";

import type { Usage } from "@agent-gym/core";
import type { CheckReport, DatasetResult } from "@agent-gym/synthesizer";

import { labelled } from "../report/labelled.ts";
import { countOf, formatCost, formatCount } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { checkOf } from "./dataset-fault.ts";
import { fatesRows } from "./fates-text.ts";

/** What a dataset holds, what was turned down and why, and where it lies. */
export function datasetText(
  { folder, manifest }: DatasetResult,
  { styles }: { readonly styles: Styles },
): string {
  const { counts, files, statistics, rowFormat, tasks } = manifest;
  const sources = tasks.filter(({ records }) => records > 0).length;
  const rows: (readonly [string, string])[] = [
    [
      "rows",
      `${styles.bold(String(counts.written))} from ${sources} of ${countOf(counts.tasks, "task")}`,
    ],
    ...fatesRows(manifest).map(([label, text]) => [label, harmlessLine(text)] as const),
  ];
  if (counts.unwritable > 0) {
    rows.push(["unwritable", `${counts.unwritable}, for reasons in rejected.jsonl`]);
  }
  const judged = judgedText(manifest);
  if (judged !== undefined) rows.push(["judged", harmlessLine(judged)]);
  if (counts.repeated > 0) {
    const what = counts.repeated === 1 ? "record" : "records";
    rows.push(["repeated", `${counts.repeated} ${what} like an earlier one, in rejected.jsonl`]);
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

/** What a judge gave, and what it cost; `undefined` where there was none. */
function judgedText({ stages }: DatasetResult["manifest"]): string | undefined {
  const stage = stages.find((one) => one.stage === "judge");
  if (stage?.report === undefined) return undefined;
  const { scores, unreadable, usage } = stage.report as unknown as {
    readonly scores: Readonly<Record<string, number>>;
    readonly unreadable: number;
    readonly usage: Usage;
  };
  const given = [
    ...Object.entries(scores).map(([score, count]) => `score ${score}: ${count}`),
    ...(unreadable === 0 ? [] : [`unreadable: ${unreadable}`]),
  ];
  const { model } = stage.settings;
  return `${stage.in} by ${typeof model === "string" ? model : "a model"} (${given.join(", ")}), ${formatCost(usage.cost)}`;
}

function checkText(
  { records, sound, template, examples, pastThoughts }: CheckReport,
  styles: Styles,
): string {
  const how = template === null ? "" : ` rendered by ${template}`;
  if (sound === records) {
    const past =
      (pastThoughts ?? 0) === 0
        ? ""
        : `  ${styles.dim(`it leaves out ${countOf(pastThoughts ?? 0, "thought")} of past turns, which are not learned`)}`;
    return `${styles.good(`all ${records}${how} say what was recorded`)}${past}`;
  }
  const first = examples.slice(0, 3).map(({ row, message }) => `${row}: ${message}`);
  return `${styles.bad(`${records - sound} of ${records}${how} do not say what was recorded`)}  ${styles.dim(harmlessLine(first.join("; ")))}`;
}
