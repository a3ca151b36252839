import type { JsonObject } from "../json/json.ts";

/** One problem. Its data stays as it was written; the rest is read from well-known fields of it. */
export interface Task {
  /** Unique in a run: the data's `id`, or the first eight digits of the digest. */
  readonly id: string;
  /** SHA-256 of the canonical JSON of `data`. */
  readonly digest: string;
  /** As its author wrote it, well-known fields included. */
  readonly data: JsonObject;
  /** The texts of the data's `tags`; empty where it has none. */
  readonly tags: readonly string[];
  /** As in BCP 47: `en`, `zh`. */
  readonly language?: string;
  /** In the environment's own words; a number is kept as its digits. */
  readonly difficulty?: string;
  /** As in `train`, `test`. */
  readonly split?: string;
  /** An SPDX identifier. */
  readonly license?: string;
  /** Where it comes from. */
  readonly source?: string;
}

/** A task whose data has passed its environment's schema. */
export interface TypedTask<Data> extends Task {
  /** The validated data, with the schema's defaults. */
  readonly input: Data;
}
