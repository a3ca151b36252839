import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

import { UsageError } from "@agent-gym/core";

/** A file of JSON lines that is only ever added to. */
export interface AppendFile extends Disposable {
  /**
   * Writes one line, with one system call: it outlives the process from then on.
   *
   * @throws UsageError when the disk does not take it.
   */
  readonly append: (value: object) => void;
}

/** The lines of such a file. A last line that was cut off in the writing is left out. */
export interface ReadLines {
  readonly values: readonly unknown[];
  /** Bytes of the whole lines. */
  readonly wholeBytes: number;
}

/**
 * Reads a file of JSON lines; one that is not there has none.
 *
 * @throws UsageError when it can't be read, or a line that has an end is no JSON.
 */
export function readJsonLines(file: string): ReadLines {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { values: [], wholeBytes: 0 };
    throw unusable(file, `it can't be read (${(error as Error).message})`, error);
  }
  const wholeBytes = bytes.lastIndexOf(10) + 1;
  const lines = bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
  const values = lines.map((line, index) => {
    try {
      return JSON.parse(line) as unknown;
    } catch (error) {
      throw unusable(file, `line ${index + 1} is no JSON`, error);
    }
  });
  return { values, wholeBytes };
}

/**
 * Opens a file to add lines after the first `wholeBytes`; what stands behind them was cut off.
 *
 * @throws UsageError when it can't be written.
 */
export function openAppendFile(file: string, wholeBytes: number): AppendFile {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "a");
    ftruncateSync(descriptor, wholeBytes);
  } catch (error) {
    throw unusable(file, `it can't be written (${(error as Error).message})`, error);
  }
  let size = wholeBytes;
  return {
    append: (value) => {
      const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
      try {
        if (descriptor === undefined) throw new Error("it is closed");
        // A disk that is nearly full takes a part, and refuses the rest.
        for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
        size += bytes.length;
      } catch (error) {
        // Half a line in the middle of the file would spoil it.
        if (descriptor !== undefined) ftruncateSync(descriptor, size);
        throw unusable(file, `it can't be written (${(error as Error).message})`, error);
      }
    },
    [Symbol.dispose]: () => {
      if (descriptor === undefined) return;
      closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** The error for a file that can't be used. */
export function unusable(file: string, problem: string, cause?: unknown): UsageError {
  return new UsageError(`${file} can't be used: ${problem}.`, { code: "unusable-file", cause });
}
