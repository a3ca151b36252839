import { closeSync, fdatasync, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";

import type { RecordedEvent, TrajectoryEvent } from "@agent-gym/core";

import { RecordError } from "./record-error.ts";

const flush = promisify(fdatasync);

/** Appends events to an episode's file, each with one `write`, so that it outlives the process. */
export interface EpisodeWriter {
  /**
   * Numbers, times and writes an event.
   *
   * @throws RecordError when it can't be written.
   * @throws TypeError when the event is no JSON; nothing was written then.
   */
  readonly write: (event: TrajectoryEvent) => RecordedEvent;
  /**
   * Waits until the disk has it all, and closes the file. May be called twice.
   *
   * @throws RecordError
   */
  readonly close: () => Promise<void>;
}

/**
 * Starts the file of a new episode.
 *
 * @throws RecordError when it can't be made, or is there already.
 */
export function openEpisodeWriter(path: string): EpisodeWriter {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "ax");
  } catch (error) {
    throw RecordError.writing(path, error);
  }
  // Times never run backwards in a file, though the clock may be set while the episode runs.
  const offset = Date.now() - performance.now();
  let number = 0;
  return {
    write: (event) => {
      const recorded = { i: number, t: Math.round(offset + performance.now()), ...event };
      const line = `${JSON.stringify(recorded)}\n`;
      try {
        if (descriptor === undefined) throw new Error("the file is closed");
        writeWhole(descriptor, line);
      } catch (error) {
        throw RecordError.writing(path, error);
      }
      number += 1;
      return recorded;
    },
    close: async () => {
      if (descriptor === undefined) return;
      const closing = descriptor;
      descriptor = undefined;
      try {
        await flush(closing);
      } catch (error) {
        throw RecordError.writing(path, error);
      } finally {
        closeSync(closing);
      }
    },
  };
}

/** Writes a text to a file's end, whatever pieces the system takes it in. */
export function writeWhole(descriptor: number, text: string): void {
  const written = writeSync(descriptor, text);
  const bytes = Buffer.byteLength(text);
  if (written === bytes) return;
  // A disk that is nearly full takes a part, and refuses the rest.
  const buffer = Buffer.from(text);
  for (let done = written; done < bytes;) done += writeSync(descriptor, buffer, done);
}
