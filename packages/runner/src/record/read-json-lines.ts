import { readFile } from "node:fs/promises";

import { RecordError } from "./record-error.ts";

/** The values of a JSON Lines file, and how whole it is. */
export interface JsonLines {
  readonly values: readonly unknown[];
  /** Whether the last line was cut off: its process was stopped while it wrote. */
  readonly torn: boolean;
  /** Line numbers, from 1, that are no JSON though they have an end. */
  readonly broken: readonly number[];
  /** Bytes up to and with the last line's end. */
  readonly wholeBytes: number;
}

/**
 * Reads a file that is appended to, line by line.
 *
 * @throws RecordError when it can't be read.
 */
export async function readJsonLines(path: string): Promise<JsonLines> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw RecordError.reading(path, error);
  }
  const end = text.lastIndexOf("\n") + 1;
  const values: unknown[] = [];
  const broken: number[] = [];
  let number = 0;
  for (let start = 0; start < end;) {
    const stop = text.indexOf("\n", start);
    number += 1;
    try {
      values.push(JSON.parse(text.slice(start, stop)));
    } catch {
      broken.push(number);
    }
    start = stop + 1;
  }
  return {
    values,
    torn: end < text.length,
    broken,
    wholeBytes:
      end === text.length ? Buffer.byteLength(text) : Buffer.byteLength(text.slice(0, end)),
  };
}
