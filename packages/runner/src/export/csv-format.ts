import { addUsage, noUsage } from "@agent-gym/core";

import type { IndexEntry } from "../record/index-entry.ts";
import type { PlannedTask } from "../record/run-description.ts";
import { endingText, latestEntries } from "../statistics/summarize.ts";
import type { ExportFormat } from "./export-format.ts";

/** So many rows are made at once. */
const batch = 500;

/**
 * The table of a run, one row per episode (RFC 4180, UTF-8): for spreadsheets and data frames. What is
 * not known is empty. Texts that a spreadsheet would run as a formula begin with an apostrophe.
 */
export const csvFormat: ExportFormat = {
  name: "csv",
  description: "a table with one row per episode, for spreadsheets and data frames",
  extension: "csv",
  write: async function* ({ entries, description }, { signal }) {
    // Loaded when it is used: whoever runs episodes need not wait for it.
    const { stringify } = await import("csv-stringify/sync");
    const csv = (rows: readonly (readonly Cell[])[]): string =>
      stringify(
        rows.map((row) => [...row]),
        { record_delimiter: "windows", escape_formulas: true },
      );
    const latest = latestEntries(entries);
    const scores = [...new Set(latest.flatMap((entry) => Object.keys(entry.scores ?? {})))];
    const tasks = new Map(description.tasks.map((task) => [task.id, task]));
    yield csv([[...Object.keys(cells(emptyEntry, undefined)), ...scores.map(scoreColumn)]]);
    for (let start = 0; start < latest.length; start += batch) {
      signal?.throwIfAborted();
      yield csv(
        latest
          .slice(start, start + batch)
          .map((entry) => [
            ...Object.values(cells(entry, tasks.get(entry.task))),
            ...scores.map((name) => entry.scores?.[name]),
          ]),
      );
    }
  },
};

type Cell = string | number | null | undefined;

function cells(entry: IndexEntry, task: PlannedTask | undefined): Readonly<Record<string, Cell>> {
  const { ending, unscored } = entry;
  const usage = Object.values(entry.usage).reduce(addUsage, noUsage);
  return {
    task: entry.task,
    attempt: entry.attempt,
    try: entry.try,
    success: String(entry.success),
    reward: entry.reward,
    ending: endingText(entry),
    error: ending.status === "error" ? `${ending.code}: ${ending.message}` : undefined,
    unscored: unscored === undefined ? undefined : `${unscored.boundary}: ${unscored.reason}`,
    turns: entry.turns,
    tool_calls: entry.toolCalls,
    input_tokens: usage.inputTokens,
    cached_tokens: usage.cachedTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    cost_usd: usage.cost,
    started_at: new Date(entry.startedAt).toISOString(),
    seconds: entry.milliseconds.total / 1000,
    waited_seconds: entry.milliseconds.waited / 1000,
    difficulty: task?.difficulty,
    language: task?.language,
    split: task?.split,
    tags: task?.tags?.join(" "),
    file: entry.file,
  };
}

const scoreColumn = (name: string): string => `score:${name}`;

/** Only for the names of the columns. */
const emptyEntry: IndexEntry = {
  task: "",
  digest: "",
  attempt: 0,
  try: 0,
  file: "",
  reward: null,
  success: false,
  ending: { status: "completed" },
  turns: 0,
  toolCalls: 0,
  usage: {},
  startedAt: 0,
  milliseconds: { total: 0, waited: 0 },
};
