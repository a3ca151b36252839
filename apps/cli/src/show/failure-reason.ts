import { isJsonObject, type Json, type Verdict } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";

import { causeOf } from "../report/failure-causes.ts";
import { cutToWidth } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";

/**
 * Why an episode did not succeed, in one line: the first check that failed, with what it expected and
 * found; where there is none, what broke.
 */
export function failureReason(entry: IndexEntry, verdict: Verdict | undefined): string {
  const check = entry.reward === null ? undefined : failedCheck(verdict?.details);
  return harmlessLine(check ?? causeOf(entry));
}

const valueWidth = 48;

function failedCheck(details: Json | undefined): string | undefined {
  if (!isJsonObject(details)) return undefined;
  const { checks } = details;
  const failed = Array.isArray(checks)
    ? (checks as readonly Json[]).filter(isJsonObject).find(({ passed }) => passed === false)
    : undefined;
  const { kind, name, path, expected, found } = failed ?? details;
  if (expected === undefined || found === undefined) return undefined;
  const title = [name ?? kind, path].filter((part) => typeof part === "string").join(" ");
  const said = `expected ${shortJson(expected)}, found ${shortJson(found)}`;
  return title === "" ? said : `${title}: ${said}`;
}

function shortJson(value: Json): string {
  return cutToWidth(harmlessLine(JSON.stringify(value)), valueWidth);
}
