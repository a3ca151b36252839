import type { Json } from "@agent-gym/core";

import { cutMiddle } from "../output/cut-middle.ts";

/** What became of one check; part of the verdict's details. */
export type CheckResult = {
  readonly kind: string;
  readonly name?: string;
  readonly path?: string;
  readonly passed: boolean;
  readonly expected: Json;
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
