import { join } from "node:path";

import type { Ending, RecordedEvent } from "@agent-gym/core";
import type { RunRecord } from "@agent-gym/runner";

import { labelled } from "../report/labelled.ts";
import { totalUsage } from "../report/total-usage.ts";
import { countOf, formatCount, formatSeconds } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { shellWords } from "../terminal/shell-words.ts";
import type { Styles } from "../terminal/styles.ts";
import { againCommand } from "./recorded-command.ts";
import { type RunRow, startedEntry } from "./run-rows.ts";
import { transcriptText } from "./transcript-text.ts";
import { verdictText } from "./verdict-text.ts";

const mostFiles = 8;

/** An episode on one page: its transcript, its ending, its verdict, where its files lie. */
export async function episodeText(
  row: RunRow,
  {
    record,
    styles,
    full,
    program,
  }: {
    readonly record: RunRecord;
    readonly styles: Styles;
    readonly full: boolean;
    readonly program: string;
  },
): Promise<string> {
  const entry = startedEntry(row);
  const { folder, description, entries } = record;
  const { events, ending, verdict } = await record.episode(entry);
  const { inputTokens, outputTokens } = totalUsage(entry.usage);
  const graded = events.find((event) => event.type === "verdict");
  const title = `${harmlessLine(entry.task)}, attempt ${entry.attempt}`;
  const facts = [
    `${description.identity.agent.name} on ${description.identity.environment.name}`,
    countOf(entry.turns, "turn"),
    ...(inputTokens + outputTokens === 0
      ? []
      : [`${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`]),
    formatSeconds(entry.milliseconds.total / 1000),
  ];
  const places: (readonly [string, string])[] = [["events", join(folder, entry.file)]];
  for (const { file, try: nth } of entries) {
    if (file === entry.file) continue;
    const other = entries.find((one) => one.file === file);
    if (other?.task === entry.task && other.attempt === entry.attempt) {
      places.push([`try ${nth}`, join(folder, file)]);
    }
  }
  places.push(...filePlaces(events, folder));
  const again = againCommand(description, entry.task);
  if (again !== undefined) places.push(["again", `${program} ${shellWords(again)}`]);
  return [
    `${styles.bold(title)}  ${styles.dim(facts.join(" · "))}`,
    transcriptText(events, { styles, full }),
    "",
    `${styles.bold("── ending ──")}  ${endingText(ending, styles)}`,
    "",
    styles.bold("── verdict ──"),
    graded === undefined || verdict === undefined
      ? styles.warn("none: the episode has not been graded")
      : verdictText(graded, { success: entry.success, styles, full }),
    "",
    labelled(places, styles),
  ].join("\n");
}

function endingText(ending: Ending | undefined, styles: Styles): string {
  if (ending === undefined) {
    return styles.warn("none: it is still going, or its process was stopped");
  }
  if (ending.status === "limit") {
    const { limit, message } = ending;
    const more = message === undefined ? "" : ` (${harmlessLine(message)})`;
    return styles.warn(`limit: ${limit}${more}`);
  }
  if (ending.status === "error") {
    const { boundary, code, message } = ending;
    return styles.bad(`error: ${boundary}, ${code}: ${harmlessLine(message)}`);
  }
  return ending.status === "cancelled" ? styles.warn("cancelled") : "completed";
}

/** Where what the episode left behind lies. */
function filePlaces(
  events: readonly RecordedEvent[],
  folder: string,
): readonly (readonly [string, string])[] {
  const evidence = events.find((event) => event.type === "evidence");
  const files = Object.entries(evidence?.files ?? {}).flatMap(([path, file]) =>
    "digest" in file ? [{ path, ...file }] : [],
  );
  if (files.length === 0) return [];
  const shown = files
    .slice(0, mostFiles)
    .map(
      ({ path, bytes, digest }) =>
        [
          "files",
          `${harmlessLine(path)} (${formatCount(bytes)} bytes): gunzip -c < ${shellWords([join(folder, "artifacts", digest)])}`,
        ] as const,
    );
  const more = files.length - mostFiles;
  return more > 0 ? [...shown, ["files", `and ${more} more`]] : shown;
}
