import type { RunRecord } from "../record/open-run.ts";
import type { ExportFormat } from "./export-format.ts";
import { findExportFormat } from "./export-formats.ts";

/**
 * A run as another format writes it, piece by piece.
 *
 * @param record the run, as `openRun` gave it.
 * @param options `format`: one of this package by its name, or any other; `signal`: ends the export.
 * @throws UsageError for a name that there is no format of; what follows is thrown while it is read:
 * RecordError, and the signal's reason.
 */
export function exportRun(
  record: RunRecord,
  { format, signal }: { readonly format: string | ExportFormat; readonly signal?: AbortSignal },
): AsyncIterable<string | Uint8Array> {
  const found = typeof format === "string" ? findExportFormat(format) : format;
  return found.write(record, signal === undefined ? {} : { signal });
}
