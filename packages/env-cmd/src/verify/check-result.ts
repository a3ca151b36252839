import type { Json } from "@agent-gym/core";

import { cutMiddle } from "../output/cut-middle.ts";

/** What became of one check; part of the verdict's details. */
export type CheckResult = {
  /** The check's kind, as the task has it. */
  readonly kind: string;
  /** What it checks, in the words of the task's author. */
  readonly name?: string;
  /** What it looked at, relative to the workspace; absent for checks of no one path. */
  readonly path?: string;
  /** Whether it was met. */
  readonly passed: boolean;
  /** What should have been there. A value of over 2,000 characters is cut in the middle. */
  readonly expected: Json;
  /**
   * What was there, cut in the same way. `{"missing": true}` where there was nothing, `{"missing":
   * "/a/b"}` where a document had nothing at that place, `{"problem": "a directory, not a file"}` where
   * it could not be looked at.
   */
  readonly found: Json;
};

/** What a check saw. Long values are cut when the result is made. */
export interface Finding {
  readonly passed: boolean;
  readonly expected: Json;
  readonly found: Json;
}

/** How much of an expected or found value a verdict keeps. */
const maximumCharacters = 2_000;

/** A value as the verdict's details keep it: whole if it is short, else its text cut in the middle. */
export function shortened(value: Json): Json {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= maximumCharacters ? value : cutMiddle(text, maximumCharacters);
}
