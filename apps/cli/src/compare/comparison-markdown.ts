import { differenceText } from "@agent-gym/runner";

import { countOf } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import {
  cost,
  intervalWord,
  rateInterval,
  ratePoints,
  share,
  turns,
  unpairedLines,
  whoPlayed,
} from "./describe-difference.ts";
import type { Comparisons } from "./run-compare.ts";

/** Comparisons for a pull request: one table, and the tasks that changed, folded away. */
export function comparisonMarkdown({ baseline, others }: Comparisons): string {
  const [first] = others;
  const base = first?.comparison;
  const rows = [
    [
      cell(baseline.description.runId),
      cell(whoPlayed(baseline)),
      others.length === 1 ? share(base?.successRate?.before) : "",
      "",
      "",
      "",
      others.length === 1 ? turns(base?.turns.before ?? null) : "",
      others.length === 1 ? cost(base?.cost.before ?? null) : "",
    ],
    ...others.map(({ record, comparison }) => {
      const { successRate, wins, losses, ties } = comparison;
      return [
        cell(comparison.after),
        cell(whoPlayed(record)),
        others.length === 1
          ? share(successRate?.after)
          : `${share(successRate?.before)} → ${share(successRate?.after)}`,
        `**${ratePoints(successRate)}**`,
        `${rateInterval(successRate)} (${intervalWord(successRate)})`,
        `${wins} / ${losses} / ${ties}`,
        turns(comparison.turns.after),
        cost(comparison.cost.after),
      ];
    }),
  ];
  const heads = [
    "run",
    "agent, model",
    "success",
    "difference",
    "95 % interval",
    "better / worse / alike",
    "turns",
    "cost per episode",
  ];
  const table = [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [...table, ...others.flatMap(({ comparison }) => details(comparison))].join("\n");
}

function details(comparison: Comparisons["others"][number]["comparison"]): readonly string[] {
  const { after, changed, differences } = comparison;
  const lines = [
    ...differences.map((difference) => `- ${cell(differenceText(difference))}`),
    ...unpairedLines(comparison, { most: Infinity }).map((line) => `- ${cell(line)}`),
    ...(changed.length === 0
      ? []
      : [
          "",
          "| task | before | after |",
          "| --- | --- | --- |",
          ...changed.map(
            (one) => `| ${cell(one.task)} | ${share(one.before)} | ${share(one.after)} |`,
          ),
        ]),
  ];
  if (lines.length === 0) return [];
  const title = `${cell(after)}: ${countOf(changed.length, "task")} changed`;
  return ["", `<details><summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

/** Text that can't end its cell, or be read as markup. */
function cell(text: string): string {
  return harmlessLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_|[\]]/g, String.raw`\$&`);
}
