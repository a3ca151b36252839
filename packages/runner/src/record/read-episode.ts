import {
  foldTranscript,
  type Ending,
  type EpisodeKey,
  type RecordedEvent,
  trajectoryFormat,
  type Transcript,
  type Verdict,
} from "@agent-gym/core";

import { readJsonLines } from "./read-json-lines.ts";
import { RecordError } from "./record-error.ts";

/** An episode, read again. */
export interface EpisodeRecord {
  /** Which attempt at which task. */
  readonly key: EpisodeKey;
  /** Which try of that attempt, from 0. */
  readonly try: number;
  /** In the order in which they were written. */
  readonly events: readonly RecordedEvent[];
  /** `undefined` when the environment never answered its reset. */
  readonly transcript: Transcript | undefined;
  /** `undefined` when the process was stopped before the episode ended. */
  readonly ending: Ending | undefined;
  /** `undefined` when the process was stopped before it was graded. */
  readonly verdict: Verdict | undefined;
}

/**
 * Reads an episode's file, as far as it goes: a last line that was cut off is passed over.
 *
 * @throws RecordError when it can't be read, is no episode, or is of another version.
 */
export async function readEpisode(file: string): Promise<EpisodeRecord> {
  const events = await readEvents(file);
  const first = events[0];
  if (first?.type !== "episode-start") {
    throw new RecordError(`${file} is no episode: its first line is no "episode-start".`);
  }
  const format: string = first.format;
  if (format !== trajectoryFormat) {
    throw new RecordError(
      `${file} is of the format "${format}"; this version reads "${trajectoryFormat}".`,
    );
  }
  return {
    key: first.key,
    try: first.try,
    events,
    transcript: foldTranscript(events),
    ending: events.find((event) => event.type === "ending")?.ending,
    verdict: events.find((event) => event.type === "verdict")?.verdict,
  };
}

/** The events of an episode's file, in order; none when nothing whole was written. */
export async function readEvents(file: string): Promise<readonly RecordedEvent[]> {
  const { values, broken } = await readJsonLines(file);
  const bad = broken[0] ?? values.findIndex((value) => !isEvent(value)) + 1;
  if (bad > 0) throw new RecordError(`${file} is damaged: line ${bad} is no event.`);
  return values as readonly RecordedEvent[];
}

function isEvent(value: unknown): value is RecordedEvent {
  if (typeof value !== "object" || value === null) return false;
  const { type, i, t } = value as Partial<Record<"type" | "i" | "t", unknown>>;
  return typeof type === "string" && typeof i === "number" && typeof t === "number";
}
