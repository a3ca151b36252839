import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

import { UsageError } from "@agent-gym/core";

/** Where a line stands in its file, in bytes, without its end. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** A file of JSON lines that is only ever added to. */
export interface AppendFile extends Disposable {
  /**
   * Writes some lines, with one system call: they outlive the process from then on. Gives their
   * places.
   *
   * @throws UsageError when the disk does not take them; then none of them was written.
   */
  readonly append: (...values: readonly object[]) => readonly LinePlace[];
}

/**
 * Reads a file of JSON lines, one by one; one that is not there has none. A last line that was cut off
 * in the writing is left out.
 *
 * @returns the bytes of the whole lines.
 * @throws UsageError when it can't be read, or a line that has an end is no JSON.
 */
export function readJsonLines(
  file: string,
  visit: (value: unknown, place: LinePlace, number: number) => void,
): number {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw unusable(file, `it can't be read (${(error as Error).message})`, error);
  }
  let offset = 0;
  for (let number = 1; ; number += 1) {
    const end = bytes.indexOf(10, offset);
    if (end === -1) return offset;
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString("utf8", offset, end));
    } catch (error) {
      throw unusable(file, `line ${number} is no JSON`, error);
    }
    visit(value, { offset, length: end - offset }, number);
    offset = end + 1;
  }
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
    if (descriptor !== undefined) closeSync(descriptor);
    throw unusable(file, `it can't be written (${(error as Error).message})`, error);
  }
  let size = wholeBytes;
  return {
    append: (...values) => {
      const lines = values.map((value) => Buffer.from(`${JSON.stringify(value)}\n`));
      const bytes = Buffer.concat(lines);
      try {
        if (descriptor === undefined) throw new Error("it is closed");
        // A disk that is nearly full takes a part, and refuses the rest.
        for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
      } catch (error) {
        // Half a line in the middle of the file would spoil it.
        if (descriptor !== undefined) ftruncateSync(descriptor, size);
        throw unusable(file, `it can't be written (${(error as Error).message})`, error);
      }
      return lines.map(({ length }) => {
        const place = { offset: size, length: length - 1 };
        size += length;
        return place;
      });
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
