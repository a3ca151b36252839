import type { GroupStatistics, RunStatistics } from "@agent-gym/runner";

import { formatShare } from "../terminal/format-number.ts";
import { cutToWidth } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";

/** How well each difficulty and each tag went, a line each; none where tasks name none. */
export function groupRows(
  { byDifficulty, byTag }: Pick<RunStatistics, "byDifficulty" | "byTag">,
  { width }: { readonly width: number },
): readonly (readonly [label: string, text: string])[] {
  // Tags with most tasks say most, and have room first.
  const tags = Object.entries(byTag).toSorted(([, left], [, right]) => right.tasks - left.tasks);
  const rows = [
    ["difficulty", Object.entries(byDifficulty)],
    ["tags", tags],
  ] as const;
  return rows.flatMap(([label, groups]) =>
    groups.length === 0
      ? []
      : [[label, cutToWidth(groups.map(groupText).join(", "), Math.max(40, width - 14))] as const],
  );
}

function groupText([name, { successRate, tasks }]: readonly [string, GroupStatistics]): string {
  const rate = successRate === undefined ? "none scored" : formatShare(successRate.mean);
  return `${harmlessLine(name)} ${rate} of ${tasks}`;
}
