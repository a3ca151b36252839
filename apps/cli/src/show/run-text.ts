import { type IndexEntry, type RunRecord, runStatistics } from "@agent-gym/runner";

import { episodeWord } from "../report/episode-line.ts";
import { labelled } from "../report/labelled.ts";
import { sandboxName } from "../report/sandbox-name.ts";
import { summaryText } from "../report/summary-text.ts";
import { totalTokens, totalUsage } from "../report/total-usage.ts";
import { formatCost, formatCount, formatReward, formatSeconds } from "../terminal/format-number.ts";
import { type Column, cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { shellWords } from "../terminal/shell-words.ts";
import type { Styles } from "../terminal/styles.ts";
import { goOnCommand } from "./recorded-command.ts";
import type { RunRow } from "./run-rows.ts";

/** A run on one page: what was asked, its episodes, its numbers. */
export function runText(
  record: RunRecord,
  {
    rows,
    reasons,
    styles,
    width,
    program,
    logDir,
    locked,
  }: {
    readonly rows: readonly RunRow[];
    /** Why they failed, by place; there when only failed ones are shown. */
    readonly reasons?: ReadonlyMap<number, string>;
    readonly styles: Styles;
    readonly width: number;
    readonly program: string;
    /** Words that find the run's folder again; none where it is found unasked. */
    readonly logDir: readonly string[];
    /** Some process holds the run, or has died while it did. */
    readonly locked: boolean;
  },
): string {
  const { description, summary, folder } = record;
  const { identity, launches, runId } = description;
  const { environment, agent, attempts, sandbox } = identity;
  const facts: (readonly [string, string])[] = [
    ["run", `${runId}, started ${launches[0]?.at ?? "?"}`],
  ];
  const { name: model } = identity.model;
  const { endpoint } = launches.at(-1)?.circumstances ?? {};
  if (typeof model === "string") {
    facts.push([
      "model",
      harmlessLine(typeof endpoint === "string" ? `${model} at ${endpoint}` : model),
    ]);
  }
  if (sandbox !== null) facts.push(["sandbox", sandboxName(sandbox)]);
  facts.push(["record", folder]);
  if (locked) facts.push(["state", styles.warn("under way, or its process was stopped")]);
  const entries = rows.flatMap(({ entry }) => entry ?? []);
  const next: (readonly [string, string])[] = [];
  const first = rows.find(({ entry }) => entry !== undefined);
  if (first !== undefined) {
    const episode = attempts > 1 ? `${first.task}/${first.attempt}` : first.task;
    next.push(["transcript", `${program} show ${shellWords([runId, episode, ...logDir])}`]);
  }
  const goOn = summary.owed > 0 ? goOnCommand(description) : undefined;
  if (goOn !== undefined) next.push([`${summary.owed} owed`, `${program} ${shellWords(goOn)}`]);
  return [
    styles.bold(`${agent.name} on ${environment.name}`),
    labelled(facts, styles),
    "",
    ...(rows.length === 0 && reasons !== undefined
      ? ["No episode failed, and none is broken, limited or unscored."]
      : tableLines(rows, { attempts, reasons, styles, width })),
    "",
    summaryText(summary, {
      entries,
      statistics: runStatistics(record),
      attempts,
      styles,
      width,
    }),
    ...(next.length === 0 ? [] : ["", labelled(next, styles)]),
  ].join("\n");
}

function tableLines(
  rows: readonly RunRow[],
  {
    attempts,
    reasons,
    styles,
    width,
  }: {
    readonly attempts: number;
    readonly reasons: ReadonlyMap<number, string> | undefined;
    readonly styles: Styles;
    readonly width: number;
  },
): readonly string[] {
  const taskWidth = Math.max(16, Math.min(40, width - 70));
  const name = ({ place, task, attempt }: RunRow): readonly string[] => [
    String(place),
    cutToWidth(harmlessLine(task), taskWidth),
    ...(attempts > 1 ? [String(attempt)] : []),
  ];
  const heads: readonly Column[] = [
    { head: "#", align: "right" },
    { head: "task" },
    ...(attempts > 1 ? [{ head: "attempt", align: "right" } as const] : []),
    { head: "result" },
    { head: "reward", align: "right" },
  ];
  if (reasons !== undefined) {
    const lines = rows.map((row) => [
      ...name(row),
      ...(row.entry === undefined ? ["", ""] : resultCells(row.entry, styles)),
      reasons.get(row.place) ?? "",
    ]);
    return formatTable([...heads, { head: "why" }], lines);
  }
  // A column of nothing but unknown prices tells nothing.
  const priced = rows.some(({ entry }) => (totalUsage(entry?.usage ?? {}).cost ?? 0) > 0);
  return formatTable(
    [
      ...heads,
      { head: "turns", align: "right" },
      { head: "tokens", align: "right" },
      ...(priced ? [{ head: "cost", align: "right" } as const] : []),
      { head: "time", align: "right" },
      { head: "ending" },
    ],
    rows.map((row) => [
      ...name(row),
      ...(row.entry === undefined
        ? [styles.dim("not run")]
        : [
            ...resultCells(row.entry, styles),
            String(row.entry.turns),
            formatCount(totalTokens(row.entry.usage)),
            ...(priced ? [formatCost(totalUsage(row.entry.usage).cost)] : []),
            formatSeconds(row.entry.milliseconds.total / 1000),
            endingWord(row.entry.ending),
          ]),
    ]),
  );
}

function resultCells(entry: IndexEntry, styles: Styles): readonly string[] {
  return [episodeWord(entry, styles), formatReward(entry.reward)];
}

function endingWord(ending: IndexEntry["ending"]): string {
  if (ending.status === "limit") return `limit: ${ending.limit}`;
  return ending.status === "error" ? `error: ${ending.boundary}, ${ending.code}` : ending.status;
}
