import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";

import { RecordError } from "./record-error.ts";

/**
 * Writes a whole file, or nothing: into a new file beside it, which then takes its name.
 *
 * @throws RecordError
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, data, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw RecordError.writing(path, error);
  }
}
