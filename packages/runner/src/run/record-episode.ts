import { join } from "node:path";

import type { ChatModel, Ending, EpisodeKey, TrajectoryEvent, Usage } from "@agent-gym/core";

import { runEpisode, type EpisodeOptions } from "../episode/run-episode.ts";
import { EntryFold, replayedCall } from "../record/entry-fold.ts";
import { openEpisodeWriter } from "../record/episode-writer.ts";
import type { IndexEntry } from "../record/index-entry.ts";
import type { RunFolder } from "../record/open-run-folder.ts";
import { RecordError } from "../record/record-error.ts";
import { recordedAnswers, replayAnswers } from "./replay-answers.ts";
import type { EpisodePhase } from "./run-event.ts";

/** What {@link recordEpisode} needs besides the episode's own options. */
export interface RecordOptions {
  readonly folder: RunFolder;
  readonly key: EpisodeKey;
  readonly model: (role: string) => ChatModel;
  /** Called when the episode's file is there. */
  readonly onStart: (place: { readonly file: string; readonly try: number }) => void;
  readonly onProgress: (progress: {
    readonly phase: EpisodePhase;
    readonly turns: number;
    readonly usage: Readonly<Record<string, Usage>>;
  }) => void;
}

/**
 * Runs one episode into a file of its own, and into the run's index. Answers that an earlier try of
 * the key has paid for are used again.
 *
 * @throws RecordError when it can't be written.
 */
export async function recordEpisode(
  episode: Omit<EpisodeOptions, "key" | "try" | "model" | "emit" | "storeFile">,
  { folder, key, model, onStart, onProgress }: RecordOptions,
): Promise<IndexEntry | undefined> {
  const answers = recordedAnswers(await folder.cutOff(key));
  const { file, try: nth } = folder.next(key);
  const fold = new EntryFold(episode.definition.reward.success);
  const writer = openEpisodeWriter(join(folder.path, file));
  const emit = (event: TrajectoryEvent): void => {
    fold.add(writer.write(event));
    const phase = phases[event.type];
    if (phase !== undefined) onProgress({ phase, turns: fold.turns, usage: fold.usage });
  };
  const onReplay = (role: string, ordinal: number): void =>
    emit({ type: "note", kind: replayedCall, data: { role, ordinal } });
  try {
    onStart({ file, try: nth });
    await runEpisode({
      ...episode,
      key,
      try: nth,
      model:
        answers.size === 0 ? model : (role) => replayAnswers(model(role), { answers, onReplay }),
      storeFile: folder.artifacts.store,
      emit,
    });
  } catch (error) {
    if (RecordError.isInstance(error)) throw error;
    for (const event of brokenOff(error, fold.ended)) emit(event);
  } finally {
    await writer.close();
  }
  const entry = fold.entry(file);
  if (entry !== undefined) folder.append(entry);
  return entry;
}

/** In which phase an episode is once such an event has happened; others are not told. */
const phases: Readonly<Partial<Record<TrajectoryEvent["type"], EpisodePhase>>> = {
  reset: "playing",
  "model-call": "playing",
  step: "playing",
  ending: "grading",
};

/** What is written of an episode whose own record broke off: an event of it was no JSON. */
function brokenOff(error: unknown, ended: boolean): readonly TrajectoryEvent[] {
  const message = error instanceof Error ? error.message : String(error);
  const boundary = "harness";
  const ending: Ending = { status: "error", boundary, code: "unrecordable", message };
  return [
    ...(ended ? [] : [{ type: "ending", ending } as const]),
    {
      type: "verdict",
      verdict: { reward: null, boundary, reason: `It could not be recorded: ${message}` },
      gradedBy: "nobody",
    },
    { type: "episode-end", leaked: [] },
  ];
}
