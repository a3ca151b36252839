import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { writeWhole } from "../record/episode-writer.ts";
import { RecordError } from "../record/record-error.ts";
import { createRunId } from "../record/run-id.ts";

/** A new file of second judgements, beside the record that it never touches. */
export interface RegradeFile extends Disposable {
  /** Absolute. */
  readonly path: string;
  /** Appends a line. @throws RecordError */
  readonly write: (line: object) => void;
}

/**
 * Starts `regrades/<day>-<environment>-<version>-<four digits>.jsonl` in a run's folder.
 *
 * @throws RecordError
 */
export async function openRegradeFile(
  folder: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<RegradeFile> {
  const id = createRunId({ environment: name, agent: version });
  const path = join(folder, "regrades", `${id}.jsonl`);
  const descriptor = await create(path);
  return {
    path,
    write: (line) => {
      try {
        writeWhole(descriptor, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throw RecordError.writing(path, error);
      }
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}

async function create(path: string): Promise<number> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return openSync(path, "ax");
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}
