import type { RunRecord } from "../record/open-run.ts";

/** A way to write a run for others. Never the store: what one leaves out is in the record. */
export interface ExportFormat {
  /** As typed on the command line. */
  readonly name: string;
  /** What a file of it holds, in one line for people. */
  readonly description: string;
  /** What a file of it ends in, without the dot. */
  readonly extension: string;
  /**
   * The content, piece by piece, the last try of each episode in the order of the index. No piece is
   * made before it is asked for, and no more than one episode is held in memory.
   *
   * @throws RecordError when the record can't be read.
   * @throws the signal's reason when aborted.
   */
  readonly write: (
    record: RunRecord,
    options: { readonly signal?: AbortSignal },
  ) => AsyncIterable<string | Uint8Array>;
}
