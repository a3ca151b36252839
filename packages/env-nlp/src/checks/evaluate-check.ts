import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import type {
  CallCheck,
  Check,
  Count,
  SaidCheck,
  StateCheck,
  ToldCheck,
  UnchangedCheck,
} from "../task/check.ts";
import { firstSaid } from "../words/says.ts";
import { changedRows } from "../world/changed-rows.ts";
import { meets } from "../world/where.ts";
import type { Tables } from "../world/world-state.ts";
import type { Timeline } from "./timeline.ts";

/** What checks look at. */
export interface CheckedEpisode {
  readonly initial: Tables;
  readonly tables: Tables;
  readonly timeline: Timeline;
  /** Ids of the facts that the user has told. */
  readonly told: ReadonlySet<string>;
}

/** What a check found. */
export interface Finding {
  readonly passed: boolean;
  /** In words and values, for a person. */
  readonly expected: string;
  readonly found: string;
}

/** Tells whether a check holds, by code alone. */
export function evaluateCheck(check: Check, episode: CheckedEpisode): Finding {
  switch (check.kind) {
    case "state":
      return evaluateState(check, episode.tables);
    case "unchanged":
      return evaluateUnchanged(check, episode);
    case "call":
      return evaluateCall(check, episode.timeline);
    case "said":
      return evaluateSaid(check, episode.timeline);
    default:
      return evaluateTold(check, episode.told);
  }
}

/** Whether all of some checks hold. */
export function allHold(checks: readonly Check[], episode: CheckedEpisode): boolean {
  return checks.every((check) => evaluateCheck(check, episode).passed);
}

/** A check of the state alone: also what invariants are. */
export function evaluateState({ table, where = {}, count }: StateCheck, tables: Tables): Finding {
  const rows = tables[table] ?? [];
  const found = rows.filter((row) => meets(row, where)).length;
  return {
    passed: isCount(found, count),
    expected: `${countWords(count)} of ${table} with ${JSON.stringify(where)}`,
    found: `${found} of ${rows.length} rows`,
  };
}

function evaluateUnchanged(
  { tables, except = {} }: UnchangedCheck,
  episode: CheckedEpisode,
): Finding {
  const changed = tables.flatMap((table) =>
    changedRows(episode.initial[table] ?? [], episode.tables[table] ?? [])
      .filter(({ before, after }) => {
        const allowed = except[table];
        if (allowed === undefined) return true;
        return ![before, after].some((row) => row !== undefined && meets(row, allowed));
      })
      .map(({ before, after }) => `${table}/${(before ?? after)?.id ?? ""}`),
  );
  return {
    passed: changed.length === 0,
    expected: `${tables.join(", ")} unchanged${Object.keys(except).length === 0 ? "" : ` but for ${JSON.stringify(except)}`}`,
    found: changed.length === 0 ? "unchanged" : `changed: ${changed.slice(0, 10).join(", ")}`,
  };
}

function evaluateCall(check: CallCheck, { entries }: Timeline): Finding {
  const { tool, arguments: wanted = {}, result, count } = check;
  const found = entries.filter(
    (entry) =>
      entry.by === "tool" &&
      entry.tool === tool &&
      entry.ok &&
      meets(entry.arguments, wanted) &&
      (result === undefined || meets(resultObject(entry.result), result)),
  ).length;
  const conditions = [
    ...(Object.keys(wanted).length === 0 ? [] : [`arguments ${JSON.stringify(wanted)}`]),
    ...(result === undefined ? [] : [`result ${JSON.stringify(result)}`]),
  ].join(" and ");
  return {
    passed: isCount(found, count),
    expected: `${countWords(count)} successful calls of ${tool}${conditions === "" ? "" : ` with ${conditions}`}`,
    found: `${found}`,
  };
}

function evaluateSaid({ by = "agent", any, all, none }: SaidCheck, timeline: Timeline): Finding {
  const text = timeline.said(by).join("\n");
  const saidAny = any === undefined ? undefined : firstSaid(text, any);
  const missing = all?.find((words) => firstSaid(text, [words]) === undefined);
  const forbidden = none === undefined ? undefined : firstSaid(text, none);
  const list = (words: readonly string[]): string =>
    words.map((one) => JSON.stringify(one)).join(", ");
  const expected = [
    ...(any === undefined ? [] : [`one of ${list(any)}`]),
    ...(all === undefined ? [] : [`all of ${list(all)}`]),
    ...(none === undefined ? [] : [`none of ${list(none)}`]),
  ];
  const found = [
    ...(any !== undefined && saidAny === undefined ? ["none of the words"] : []),
    ...(saidAny === undefined ? [] : [JSON.stringify(saidAny)]),
    ...(missing === undefined ? [] : [`not ${JSON.stringify(missing)}`]),
    ...(forbidden === undefined ? [] : [`forbidden ${JSON.stringify(forbidden)}`]),
  ];
  return {
    passed:
      (any === undefined || saidAny !== undefined) &&
      missing === undefined &&
      forbidden === undefined,
    expected: `the ${by} says ${expected.join(" and ")}`,
    found: found.length === 0 ? "said" : found.join(", "),
  };
}

function evaluateTold({ fact, is = true }: ToldCheck, told: ReadonlySet<string>): Finding {
  return {
    passed: told.has(fact) === is,
    expected: `the user has ${is ? "" : "not "}told ${fact}`,
    found: told.has(fact) ? "told" : "not told",
  };
}

function isCount(found: number, count: Count = { min: 1 }): boolean {
  if (typeof count === "number") return found === count;
  return found >= (count.min ?? 0) && found <= (count.max ?? Infinity);
}

function countWords(count: Count = { min: 1 }): string {
  if (typeof count === "number") return `exactly ${count}`;
  const { min, max } = count;
  if (max === undefined) return `at least ${min ?? 0}`;
  return min === undefined ? `at most ${max}` : `${min} to ${max}`;
}

/** A result that is a list can be asked for as `items`. */
function resultObject(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : { items: value };
  } catch {
    return { text };
  }
}
