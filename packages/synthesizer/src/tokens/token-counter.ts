import type { JsonObject } from "@agent-gym/core";

/** Measures texts in tokens. */
export interface TokenCounter {
  /** What measures, for the record: a file's name and digest, or that it is an estimate. */
  readonly description: JsonObject;
  /** Whether the figures are an estimate and no tokenizer's. */
  readonly estimated: boolean;
  /** How many tokens a text has, without special ones; 0 for an empty text. */
  readonly count: (text: string) => number;
}
