import type { RegradedEpisode, RegradeReport, RunRecord } from "@agent-gym/runner";

import { labelled } from "../report/labelled.ts";
import { successText } from "../report/summary-text.ts";
import { countOf, formatReward } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";

const widestReason = 100;

/** What a second judgement found: the numbers before and now, and each episode that changed. */
export function regradeText(
  { gradedBefore, gradedBy, episodes, changed, problems, summary, file }: RegradeReport,
  { record, styles }: { readonly record: RunRecord; readonly styles: Styles },
): string {
  const rows: (readonly [string, string])[] = [
    ["judged by", gradedBy === gradedBefore ? gradedBy : `${gradedBy}, before by ${gradedBefore}`],
    ["before", successText(record.summary)],
    ["now", styles.bold(successText(summary))],
    ["episodes", `${episodes.length} judged again, ${changed} changed, ${problems} could not be`],
    ...(file === undefined ? [] : [["verdicts", file] as const]),
  ];
  const shown = episodes.filter((one) => one.changed || one.problem !== undefined);
  return [
    styles.bold(`Run ${harmlessLine(record.description.runId)}, judged again`),
    labelled(rows, styles),
    ...(shown.length === 0 ? [] : ["", ...changesTable(shown, styles)]),
  ].join("\n");
}

function changesTable(episodes: readonly RegradedEpisode[], styles: Styles): readonly string[] {
  const heads = [
    { head: countOf(episodes.length, "episode") },
    { head: "before", align: "right" },
    { head: "now", align: "right" },
    { head: "" },
  ] as const;
  return formatTable(
    heads,
    episodes.map(({ task, attempt, before, after, problem }) => [
      harmlessLine(`${task}/${attempt}`),
      formatReward(before.reward),
      after === undefined
        ? "?"
        : (after.success ? styles.good : styles.bad)(formatReward(after.reward)),
      problem === undefined ? "" : cutToWidth(harmlessLine(problem), widestReason),
    ]),
  );
}
