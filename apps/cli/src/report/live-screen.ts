import { countOf, formatCost, formatCount, formatSeconds } from "../terminal/format-number.ts";
import { cutToWidth, formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { episodeName } from "./episode-line.ts";
import { progressLine } from "./progress-line.ts";
import type { RunProgress, Underway } from "./run-progress.ts";

const mostCauses = 3;
const widestTask = 32;
/** Lines that stay free, for the prompt and what was printed before. */
const spareLines = 4;

/**
 * What moves on a terminal while a run goes: its progress in a line, an episode under way in each of
 * the next, longest first, and why episodes failed so far. Never higher or wider than the terminal.
 */
export function liveScreen(
  progress: RunProgress,
  {
    concurrency,
    attempts,
    seconds,
    styles,
    width,
    height,
  }: {
    readonly concurrency: number;
    readonly attempts: number;
    /** Since the run began. */
    readonly seconds: number;
    readonly styles: Styles;
    readonly width: number;
    readonly height: number;
  },
): string {
  const now = performance.now();
  const causes = causeLines(progress, { attempts, styles, width });
  const room = Math.max(0, height - spareLines - 1 - causes.length);
  const { underway } = progress;
  const shown = underway.length <= room ? underway.length : Math.max(0, room - 1);
  const rows = underway.slice(0, shown).map((episode) => episodeCells(episode, { now, attempts }));
  const table = rows.length === 0 ? [] : formatTable(columns, rows).slice(1);
  const hidden = underway.length - shown;
  return [
    progressLine(progress, { concurrency, seconds, styles, bar: true }),
    ...table.map((line) => styles.dim(cutToWidth(`  ${line}`, width - 1))),
    ...(hidden > 0 && room > 0 ? [styles.dim(`  and ${countOf(hidden, "more episode")}`)] : []),
    ...causes,
  ].join("\n");
}

const columns = [
  { head: "" },
  { head: "" },
  { head: "", align: "right" },
  { head: "", align: "right" },
  { head: "", align: "right" },
  { head: "", align: "right" },
] as const;

const phaseWords = { "setting-up": "setting up", playing: "playing", grading: "grading" } as const;

function episodeCells(
  episode: Underway,
  { now, attempts }: { readonly now: number; readonly attempts: number },
): readonly string[] {
  const { phase, turns, usage, since } = episode;
  const tokens = usage.inputTokens + usage.outputTokens;
  return [
    phaseWords[phase],
    cutToWidth(episodeName(episode, { attempts }), widestTask),
    turns === 0 ? "" : countOf(turns, "turn"),
    tokens === 0 ? "" : `${formatCount(tokens)} tokens`,
    tokens === 0 ? "" : formatCost(usage.cost),
    formatSeconds(Math.floor((now - since) / 1000)),
  ];
}

function causeLines(
  { causes }: RunProgress,
  {
    attempts,
    styles,
    width,
  }: { readonly attempts: number; readonly styles: Styles; readonly width: number },
): readonly string[] {
  const lines = causes
    .slice(0, mostCauses)
    .map(({ cause, count, example }) =>
      styles.bad(
        cutToWidth(
          `  ${count} × ${harmlessLine(cause)}  (${episodeName(example, { attempts })})`,
          width - 1,
        ),
      ),
    );
  const more = causes.length - mostCauses;
  return more > 0 ? [...lines, styles.dim(`  and ${countOf(more, "more cause")}`)] : lines;
}
