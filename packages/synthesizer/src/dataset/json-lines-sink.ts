import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

import { RecordError } from "@agent-gym/runner";

import type { RecordSink } from "./record-sink.ts";

/** So many characters are gathered before they are written. */
const bufferLength = 1 << 18;

/**
 * A JSON Lines file. Text is written as UTF-8 and left as it is, non-ASCII included.
 *
 * @throws RecordError when the file can't be made.
 */
export function jsonLinesSink(folder: string, name: string): RecordSink {
  const path = join(folder, name);
  const file = attempt(path, () => openSync(path, "w"));
  const digest = createHash("sha256");
  let open = true;
  let pending = "";
  let bytes = 0;
  const flush = (): void => {
    const data = Buffer.from(pending);
    pending = "";
    attempt(path, () => {
      for (let written = 0; written < data.length;) written += writeSync(file, data, written);
    });
    digest.update(data);
    bytes += data.length;
  };
  const close = (): void => {
    if (!open) return;
    open = false;
    closeSync(file);
  };
  return {
    name,
    write: (value) => {
      pending += `${JSON.stringify(value)}\n`;
      if (pending.length >= bufferLength) flush();
    },
    finish: () => {
      flush();
      close();
      return { bytes, digest: digest.digest("hex") };
    },
    close,
  };
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}
