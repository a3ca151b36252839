import { digestBytes } from "../json/digest.ts";
import type { FileTree } from "../sandbox/file-tree.ts";
import type { RecordedFile } from "../trajectory/trajectory-event.ts";

/** Keeps a file's content for the record, and tells its SHA-256. */
export type StoreFile = (data: Uint8Array) => Promise<string>;

/** Evidence's files as the record names them; their content goes to the store. */
export async function recordEvidenceFiles(
  files: FileTree,
  store: StoreFile = digestBytes,
): Promise<Record<string, RecordedFile>> {
  // Without a prototype: a file may be called __proto__.
  const recorded = Object.create(null) as Record<string, RecordedFile>;
  for (const [path, entry] of Object.entries(files)) {
    if ("data" in entry) {
      const data =
        typeof entry.data === "string" ? new TextEncoder().encode(entry.data) : entry.data;
      recorded[path] = {
        digest: await store(data),
        bytes: data.byteLength,
        ...(entry.mode === undefined ? {} : { mode: entry.mode }),
      };
    } else {
      recorded[path] = entry;
    }
  }
  return recorded;
}
