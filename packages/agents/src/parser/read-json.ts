import type { Json } from "@agent-gym/core";
import { jsonrepair } from "jsonrepair";

import type { ForwardSearch } from "./forward-search.ts";
import type { ParseFlag } from "./parse-flag.ts";
import { maximumDepth, scanJson } from "./scan-json.ts";

/** The longest value, in characters, whose structure is mended: the mender is not linear. */
const maximumRepair = 65_536;

/** A JSON value read from a text, or why it can't be. */
export type JsonReading = {
  /** Where reading goes on: behind the value, or where its scan stopped. */
  readonly end: number;
} & (
  | {
      readonly ok: true;
      readonly value: Json;
      readonly repaired: boolean;
      readonly flags: readonly ParseFlag[];
    }
  | { readonly ok: false; readonly flag: ParseFlag; readonly problem: string }
);

/** The words for a call that ends before it is whole. */
export const cutOffProblem: string =
  "it is cut off before its end, so it can't be executed; write the whole call again, in smaller parts if it is long";

/**
 * Reads the value whose `{` or `[` stands at `start`. What is not closed is never completed: neither
 * by its own bracket nor, where the caller knows one, by the closing tag that follows it.
 */
export function readJson(
  search: ForwardSearch,
  start: number,
  options: { readonly closeTag?: string } = {},
): JsonReading {
  const { closeTag } = options;
  const scan = scanJson(search, start);
  const { end } = scan;
  if (scan.state === "too-deep") {
    const problem = `its JSON nests deeper than ${maximumDepth} levels`;
    return { ok: false, end, flag: "too-deep", problem };
  }
  const closedByTag =
    scan.state === "marker" && closeTag !== undefined && search.text.startsWith(closeTag, end);
  if (scan.state === "marker" && !closedByTag) {
    const problem = "its JSON is not closed: a bracket is missing before the next tag";
    return { ok: false, end, flag: "invalid-json", problem };
  }
  // Where a string has swallowed the closing tag, the call was not cut off but misspelled.
  const swallowed = closeTag !== undefined && search.next(closeTag, start) < end;
  if (scan.state === "cut") {
    return swallowed
      ? { ok: false, end, flag: "invalid-json", problem: "a string in its JSON is not closed" }
      : { ok: false, end, flag: "truncated", problem: cutOffProblem };
  }
  const flags: ParseFlag[] = [];
  if (scan.duplicateKey) flags.push("duplicate-key");
  if (scan.unsafeInteger) flags.push("unsafe-integer");
  const mended = scan.mended.trim();
  try {
    const repaired = scan.mended !== search.text.slice(start, end);
    return { ok: true, end, value: JSON.parse(mended) as Json, repaired, flags };
  } catch (error) {
    const problem = `its JSON is invalid (${(error as Error).message})`;
    const failed: JsonReading = { ok: false, end, flag: "invalid-json", problem };
    if (swallowed || mended.length > maximumRepair) return failed;
    try {
      return {
        ok: true,
        end,
        value: JSON.parse(jsonrepair(mended)) as Json,
        repaired: true,
        flags,
      };
    } catch {
      return failed;
    }
  }
}
