import { formatShare } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import type { RunFacts, UnreadableRun } from "./run-facts.ts";

const widestId = 48;
const widestName = 24;

/** Runs in a table, a line each, in their order. */
export function runsText(
  runs: readonly (RunFacts | UnreadableRun)[],
  { styles }: { readonly styles: Styles },
): string {
  const readable = runs.filter((run) => run.type === "run");
  const unreadable = runs.filter((run) => run.type === "unreadable");
  const heads = [
    { head: "run" },
    { head: "last started" },
    { head: "environment" },
    { head: "agent" },
    { head: "model" },
    { head: "episodes", align: "right" },
    { head: "success", align: "right" },
    { head: "95 % interval", align: "right" },
    { head: "state" },
  ] as const;
  const cut = (text: string, width: number): string => cutToWidth(harmlessLine(text), width);
  const rows = readable.map((run) => [
    cut(run.runId, widestId),
    run.startedAt === null ? "?" : localMinute(new Date(run.startedAt)),
    cut(run.environment, widestName),
    cut(run.agent, widestName),
    cut(run.model ?? "-", widestName),
    String(run.planned),
    run.successRate === null ? "-" : formatShare(run.successRate),
    run.interval === null
      ? "-"
      : `${(run.interval.low * 100).toFixed(0)} to ${(run.interval.high * 100).toFixed(0)} %`,
    stateText(run, styles),
  ]);
  return [
    ...(rows.length === 0 ? [] : formatTable(heads, rows)),
    ...unreadable.map(({ runId, problem }) =>
      styles.warn(`${cut(runId, widestId)} can't be read: ${harmlessLine(problem)}`),
    ),
  ].join("\n");
}

function stateText({ state, owed }: RunFacts, styles: Styles): string {
  if (state === "finished") return state;
  return styles.warn(state === "running" ? state : `${owed} owed`);
}

/** As a clock on the wall shows it, to the minute. */
function localMinute(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
