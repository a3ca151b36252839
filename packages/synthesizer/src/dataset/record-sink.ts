import type { JsonObject } from "@agent-gym/core";

/** A file that takes one record after another. */
export interface RecordSink {
  /** The file's name in the dataset's folder. */
  readonly name: string;
  /** @throws RecordError when it can't be written. */
  readonly write: (value: JsonObject) => void;
  /** Writes what is left; after it the file is whole. @throws RecordError */
  readonly finish: () => { readonly bytes: number; readonly digest: string | null };
  /** Lets go of the file as it is. Never throws. */
  readonly close: () => void;
}
